/** `<shelflife-entries>` of `shelflife/devtools`, named here so that a bundler takes the table alone. */
import { ShelflifeEntries } from 'shelflife/devtools';

const NAME = 'shelflife-entries';

if (!customElements.get(NAME)) customElements.define(NAME, ShelflifeEntries);
