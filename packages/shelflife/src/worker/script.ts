/** The worker that the package ships, built as one file without imports. */
import { serveStores } from './host.js';

serveStores();
