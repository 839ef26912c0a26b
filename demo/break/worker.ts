/** A worker that serves stores, and that the visitor may kill. */
import { serveStores } from 'shelflife/worker/host';

serveStores();
