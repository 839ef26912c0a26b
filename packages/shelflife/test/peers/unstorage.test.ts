/** `shelflife/unstorage` under the suite of unstorage's drivers, and its types. */
import { runPeerSuite } from '../support/peers.js';

await runPeerSuite('unstorage');
