/** `shelflife/keyv` under the suites of Keyv, and its types. */
import { runPeerSuite } from '../support/peers.js';

await runPeerSuite('keyv');
