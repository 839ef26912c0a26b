/** A worker whose one method does nothing. */
import { expose } from 'comlink';

const api = { nothing: () => {} };

export type Nothing = typeof api;

expose(api);
