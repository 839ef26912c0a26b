/** The build that `--against` names; without it, this one. */
declare module 'shelflife-reference' {
  export * from 'shelflife';
}
declare module 'shelflife-reference/worker' {
  export * from 'shelflife/worker';
}
/** Whether `--against` names a build. */
declare const IS_COMPARISON: boolean;
