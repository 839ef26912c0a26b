/** The scenarios, in order. */
import byHandPython from './by-hand.py?highlighted';
import { byHand } from './by-hand.ts';
import byHandCode from './by-hand.ts?highlighted';
import clearAndClosePython from './clear-and-close.py?highlighted';
import { clearAndClose } from './clear-and-close.ts';
import clearAndCloseCode from './clear-and-close.ts?highlighted';
import countersPython from './counters.py?highlighted';
import { counters } from './counters.ts';
import countersCode from './counters.ts?highlighted';
import deletePython from './delete.py?highlighted';
import { deleteThem } from './delete.ts';
import deleteCode from './delete.ts?highlighted';
import evenWhenStalePython from './even-when-stale.py?highlighted';
import { evenWhenStale } from './even-when-stale.ts';
import evenWhenStaleCode from './even-when-stale.ts?highlighted';
import onceAndLongerPython from './once-and-longer.py?highlighted';
import { onceAndLonger } from './once-and-longer.ts';
import onceAndLongerCode from './once-and-longer.ts?highlighted';
import oneCallPython from './one-call.py?highlighted';
import { oneCall } from './one-call.ts';
import oneCallCode from './one-call.ts?highlighted';
import type { Scenario } from './scenario.ts';
import setManyPython from './set-many.py?highlighted';
import { setMany } from './set-many.ts';
import setManyCode from './set-many.ts?highlighted';
import slowPagePython from './slow-page.py?highlighted';
import { slowPage } from './slow-page.ts';
import slowPageCode from './slow-page.ts?highlighted';

/** The one whose parts make up the page. */
export const COURSE_VIEW = 1;

export const scenarios: readonly Scenario[] = [
  {
    number: COURSE_VIEW,
    title: 'A page of slow queries',
    django: 'get_or_set, per part',
    teaches:
      'Three slow endpoints, kept for 5 minutes, 60 s and 30 s, and one that is never cached.',
    code: slowPageCode,
    python: slowPagePython,
    run: slowPage,
  },
  {
    number: 2,
    title: 'The same by hand',
    django: 'get, set, get',
    teaches:
      'Get; on a miss, load and set. The page has stored the movie, so this is a hit: delete its row, then run again.',
    code: byHandCode,
    python: byHandPython,
    run: byHand,
  },
  {
    number: 3,
    title: 'In one call',
    django: 'get_or_set, version',
    teaches:
      'Get, load and set in one. Versions 1 and 2 of a key live side by side.',
    code: oneCallCode,
    python: oneCallPython,
    run: oneCall,
  },
  {
    number: 4,
    title: 'Many at once',
    django: 'set_many, get_many',
    teaches:
      'One transaction writes them all, one reads them all, into the page.',
    code: setManyCode,
    python: setManyPython,
    run: setMany,
  },
  {
    number: 5,
    title: 'Delete',
    django: 'delete, delete_many',
    teaches:
      'A delete answers whether a live entry was there; of many, how many were.',
    code: deleteCode,
    python: deletePython,
    run: deleteThem,
  },
  {
    number: 6,
    title: 'Counters',
    django: 'incr, decr',
    teaches:
      'Exact across tabs, and they keep their time left. Counting what nobody has set is an error.',
    code: countersCode,
    python: countersPython,
    run: counters,
  },
  {
    number: 7,
    title: 'Only once, and longer',
    django: 'add, touch',
    teaches:
      'Add stores only where nothing live is; touch renews the expiry alone.',
    code: onceAndLongerCode,
    python: onceAndLongerPython,
    run: onceAndLonger,
  },
  {
    number: 8,
    title: 'Clear and close',
    django: 'clear, close',
    teaches:
      'Clear empties the whole database. Close lets go of it; a later call opens it again.',
    code: clearAndCloseCode,
    python: clearAndClosePython,
    run: clearAndClose,
  },
  {
    number: 9,
    title: 'Even when stale',
    django: 'beyond Django',
    teaches:
      'Run it, skip 30 s, run it again: the old answer comes at once, and one request renews it behind.',
    code: evenWhenStaleCode,
    python: evenWhenStalePython,
    run: evenWhenStale,
  },
];
