/** A page that runs the contract suites in the engine it is opened in, and looks at what that engine has. */
import { probe } from './probe.ts';
import { type Progress, start } from './runner.ts';
import { SUITES } from './suites.ts';

const uncaught: string[] = [];

addEventListener('error', ({ message, filename, lineno }) =>
  uncaught.push(`${message} (${filename}:${lineno})`),
);
addEventListener('unhandledrejection', ({ reason }) =>
  uncaught.push(`unhandled rejection: ${reason} ${reason?.stack ?? ''}`),
);

/** Starts a suite; its progress goes on changing until it is done. */
function runSuite(name: string): Progress {
  return start((runner) => SUITES[name]!(runner));
}

const contract = { runSuite, probe };

declare global {
  interface Window {
    contract: typeof contract;
    contractRun: Progress | undefined;
  }
}

Object.assign(window, { contract, uncaught });
document.title = 'ready';
