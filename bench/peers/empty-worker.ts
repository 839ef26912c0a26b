/** The worker that is asked for nothing. */
import { expose } from 'comlink';

const api = { nothing: () => {} };

export type Nothing = typeof api;

expose(api);
