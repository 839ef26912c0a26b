/** `<course-view>`: the page one would really build, each part telling where it came from. */
import { html, nothing, type TemplateResult } from 'lit';
import type { CacheEntry } from 'shelflife';
import { now } from '../clock.ts';
import { formatTimeOfDay } from '../format/time.ts';
import { formatValue } from '../format/value.ts';
import { counted } from '../format/words.ts';
import type { PageParts, Part, PartName } from '../visits/parts.ts';
import { LightElement } from './light-element.ts';
import { originBadge } from './origin.ts';
import './time-left.ts';

const TITLES: Readonly<Record<PartName, string>> = {
  courses: 'Courses',
  movie: 'Favourite movie',
  student: 'Student',
  time: 'Server time',
};

const PAGE = 'Course view';

export class CourseView extends LightElement {
  static override properties = {
    parts: { attribute: false },
    entries: { attribute: false },
    reading: { attribute: false },
    name: { attribute: false },
  };

  declare parts: PageParts['values'];
  /** The live entries, to tell the time left by. */
  declare entries: readonly CacheEntry[];
  declare reading: number;
  /** For assistive technology. */
  declare name: string;

  constructor() {
    super();
    this.entries = [];
    this.reading = 0;
    this.name = PAGE;
  }

  /** When each part's entry expires, as last seen. */
  readonly #expiries = new Map<string, number | null>();

  protected override render() {
    return html`<article class="course" aria-label=${this.name}>
      ${this.#part('student', student)} ${this.#part('movie', movie)}
      ${this.#part('courses', courses)} ${this.#part('time', serverTime)}
    </article>`;
  }

  #part(name: PartName, content: (value: unknown) => TemplateResult) {
    const part = this.parts[name];
    return html`<section
      class="part ${name} ${part.status}"
      aria-label=${this.#labelOf(name)}
      aria-busy=${part.status === 'waiting'}
    >
      <div class="content">${this.#content(part, content)}</div>
      <div class="provenance">${this.#provenance(name, part)}</div>
    </section>`;
  }

  /** Two pages at once need names of their own. */
  #labelOf(name: PartName) {
    return this.name === PAGE ? TITLES[name] : `${TITLES[name]}, ${this.name}`;
  }

  #content(part: Part, content: (value: unknown) => TemplateResult) {
    if (part.status === 'failed')
      return html`<p class="failure"><b>! error</b> ${part.error?.message}</p>`;
    return content(part.value);
  }

  #provenance(name: PartName, part: Part) {
    const waiting = part.status === 'waiting';
    const badge = html`<span class="origin miss asking"><span aria-hidden="true">↓</span> asking…</span>`;
    return html`${waiting ? badge : originBadge(part.origin, part.ms)}
      ${name === 'time' ? html`<span>never cached</span>` : waiting ? nothing : this.#cached(part)}
      ${waiting ? nothing : html`<span class="requests">${counted(part.requests, 'request')}</span>`}`;
  }

  #cached({ call, status }: Part) {
    const key = call?.keys[0];
    if (!call || key === undefined || status === 'failed') return nothing;
    const { version } = call;
    const named = html`<span class="from"><code>${call.keys.join(', ')}</code> v${version}</span>`;
    return html`${named}<span class="until">${this.#left(key, version, call.startedAt)}</span>`;
  }

  #left(key: string, version: number, since: number) {
    const id = JSON.stringify([key, version, since]);
    const entry = this.entries.find(
      (one) => one.key === key && one.version === version && one.keyPrefix === '',
    );
    if (entry) this.#expiries.set(id, entry.expires);
    const expires = this.#expiries.get(id);
    if (expires === undefined) return nothing;
    if (!entry && (expires === null || now() < expires)) return html`not cached any more`;
    return html`<time-left .expires=${expires} .now=${now} .reading=${this.reading}></time-left>`;
  }
}

function student(value: unknown) {
  const { name, roll } = (value ?? {}) as { name?: unknown; roll?: unknown };
  return html`<span class="avatar" aria-hidden="true">${String(name ?? ' ').slice(0, 1)}</span>
    <div>
      <p class="lead">${name ?? blank(6)}</p>
      <p class="sub">${roll === undefined ? blank(8) : html`Roll ${roll}`}</p>
    </div>`;
}

interface Course {
  readonly name: string;
  readonly subject: string;
}

function courses(value: unknown) {
  const list: readonly (Course | undefined)[] = Array.isArray(value)
    ? value
    : Array(4).fill(undefined);
  return html`<h3>Your courses</h3>
    <ul>
      ${list.map(
        (course) => html`<li>
          <b>${course?.name ?? blank(7)}</b>
          <span>${course?.subject ?? blank(5)}</span>
        </li>`,
      )}
    </ul>`;
}

function movie(value: unknown) {
  const title =
    typeof value === 'string' ? value : value === undefined ? blank(9) : formatValue(value);
  return html`<span class="poster" aria-hidden="true">▶</span>
    <div>
      <h3>Favourite movie</h3>
      <p class="lead">${title}</p>
    </div>`;
}

function serverTime(value: unknown) {
  const time = typeof value === 'string' ? formatTimeOfDay(Date.parse(value)) : blank(6);
  return html`<h3>Time</h3> <p class="time">${time}</p>`;
}

/** Room for what is on its way, so that nothing moves when it comes. */
const blank = (characters: number) =>
  html`<span class="blank" style="inline-size: ${characters}ch"></span>`;

customElements.define('course-view', CourseView);
