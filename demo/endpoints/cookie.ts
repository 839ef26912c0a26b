/** Set by a server that has the slow endpoints; published as static files, the demo has none. */
export const SERVED_COOKIE = 'shelflife-demo-endpoints=served';
