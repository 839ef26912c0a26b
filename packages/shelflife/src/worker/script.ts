/** The worker that the package ships: one file, nothing left to import. */
import { serveStores } from './host.js';

serveStores();
