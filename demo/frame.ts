/** The entry of a second tab, and of the frames that stand for one. */
import './styles/tokens.css';
import './styles/base.css';
import './styles/frame.css';
import './tabs/tab-member.ts';
