/** `shelflife/tanstack-query` under the suite of TanStack Query's persister, and its types. */
import { runPeerSuite } from '../support/peers.js';

await runPeerSuite('tanstack-query');
