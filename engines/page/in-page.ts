/** The functions that the browser tests send to a page, at hand in this one for drills to call by name. */
export * from '../../e2e/in-page/absences.ts';
export * from '../../e2e/in-page/clocks.ts';
export * from '../../e2e/in-page/coherence.ts';
export * from '../../e2e/in-page/faults.ts';
export * from '../../e2e/in-page/workers.ts';
export { installValues } from '../../e2e/values/index.ts';
