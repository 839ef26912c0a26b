/** The eight scenarios, in order. */
import { addAndTouch } from './add-and-touch.ts';
import addAndTouchCode from './add-and-touch.ts?highlighted';
import { clearAndClose } from './clear-and-close.ts';
import clearAndCloseCode from './clear-and-close.ts?highlighted';
import { counters } from './counters.ts';
import countersCode from './counters.ts?highlighted';
import { courseView } from './course-view.ts';
import courseViewCode from './course-view.ts?highlighted';
import { deleteThem } from './delete.ts';
import deleteCode from './delete.ts?highlighted';
import { longCode } from './long-code.ts';
import longCodeCode from './long-code.ts?highlighted';
import type { Scenario } from './scenario.ts';
import { setMany } from './set-many.ts';
import setManyCode from './set-many.ts?highlighted';
import { shortCode } from './short-code.ts';
import shortCodeCode from './short-code.ts?highlighted';

/** The one whose parts make up the page. */
export const COURSE_VIEW = 8;

export const scenarios: readonly Scenario[] = [
  {
    number: 1,
    title: 'Long code',
    teaches:
      'Get; on a miss, set and get again. Run it twice: the second time the first get is a hit.',
    code: longCodeCode,
    run: longCode,
  },
  {
    number: 2,
    title: 'Short code',
    teaches:
      'The same in one call. Versions 1 and 2 of a key live side by side.',
    code: shortCodeCode,
    run: shortCode,
  },
  {
    number: 3,
    title: 'Set many',
    teaches:
      'One transaction writes them all, one reads them all, into the page.',
    code: setManyCode,
    run: setMany,
  },
  {
    number: 4,
    title: 'Delete',
    teaches:
      'A delete tells whether a live entry was there; of many, how many were.',
    code: deleteCode,
    run: deleteThem,
  },
  {
    number: 5,
    title: 'Counters',
    teaches:
      'Exact across tabs, and they keep their time left. A missing key is an error.',
    code: countersCode,
    run: counters,
  },
  {
    number: 6,
    title: 'Add and touch',
    teaches:
      'Add stores only where nothing live is; touch renews the expiry alone.',
    code: addAndTouchCode,
    run: addAndTouch,
  },
  {
    number: 7,
    title: 'Clear and close',
    teaches:
      'Clear empties the whole database. Close lets go of it; later calls open it anew.',
    code: clearAndCloseCode,
    run: clearAndClose,
  },
  {
    number: COURSE_VIEW,
    title: 'Several expensive queries',
    teaches:
      'The course view itself: three slow endpoints, kept for 300, 60 and 30 s, and one never kept.',
    code: courseViewCode,
    run: courseView,
  },
];
