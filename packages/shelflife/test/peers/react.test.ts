/** `shelflife/react` in pages of jsdom, on a server, and its types. */
import { runPeerSuite } from '../support/peers.js';

await runPeerSuite('react');
