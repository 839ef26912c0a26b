/** What the browser tests' servers answer beside the page itself. */

/** Workers that serve no stores, each in its way. */
export const BAD_WORKERS = {
  '/throwing-worker.js': 'throw new Error("at import");',
  '/silent-worker.js': 'setInterval(() => {}, 1000);',
  '/foreign-worker.js': `onmessage = ({ data: { port } }) => {
    port.onmessage = ({ data: { id } }) => port.postMessage({ id, type: 'RAW', value: 0 });
  };`,
};

const STRICT = "default-src 'none'; script-src 'self' 'nonce-own'; worker-src 'self'";

/** Pages under a content security policy. */
export const POLICIES = {
  '/own-workers': "worker-src 'self'",
  '/no-workers': "worker-src 'none'",
  '/strict': STRICT,
  '/trusted-types': `${STRICT}; require-trusted-types-for 'script'; trusted-types own`,
};
