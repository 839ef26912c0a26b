/** The demo's entry: styles, and the one element that is the page. */
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/tour.css';
import './styles/stages.css';
import './styles/race.css';
import './styles/scenarios.css';
import './styles/course-view.css';
import './styles/action-bar.css';
import './styles/time-line.css';
import './elements/demo-app.ts';

if (import.meta.env.PROD) void navigator.serviceWorker?.register('./offline.js');
