/** The hooks in a page of jsdom, on a server, and hydrated. */
import './page.js';
import 'fake-indexeddb/auto';

// React looks for a page when it is imported.
await import('./use-cached.js');
await import('./suspense.js');
await import('./server.js');
await import('./share.js');
