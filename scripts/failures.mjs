/** Names the tests that failed, by the JSON reports of Vitest and Playwright. */
import { stripVTControlCharacters } from 'node:util';

/** Lines of an error's message that are worth repeating at the end of a run. */
const LINES = 6;

/** A passage per test that failed: where it stands, its name and the beginning of its error. */
export function vitestFailures({ testResults }) {
  return testResults.flatMap(({ name, message, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    if (failed.length === 0 && message) return [passage(name, message)];
    return failed.map((test) => passage(`${name} › ${test.fullName}`, test.failureMessages[0]));
  });
}

/** As {@link vitestFailures}. A failure outside every test, as in a server that does not start, comes first. */
export function playwrightFailures({ suites, errors }) {
  const outside = errors.map(({ message }) => passage('outside the tests', message));
  return [...outside, ...specsOf(suites).flatMap(failuresOfSpec)];
}

function specsOf(suites) {
  return suites.flatMap(({ specs, suites: inner = [] }) => [...specs, ...specsOf(inner)]);
}

function failuresOfSpec({ file, line, title, tests }) {
  return tests
    .filter(({ status }) => status === 'unexpected')
    .map(({ projectName, results }) =>
      passage(`[${projectName}] ${file}:${line} › ${title}`, results.at(-1)?.error?.message),
    );
}

function passage(test, message = '') {
  const lines = stripVTControlCharacters(message).split('\n').filter(Boolean).slice(0, LINES);
  return [test, ...lines.map((line) => `  ${line}`)].join('\n');
}
