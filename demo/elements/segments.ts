/** A choice among few, all of them seen: radio buttons that look like one control. */
import { html } from 'lit';

export interface Segment {
  readonly id: string;
  readonly title: string;
}

export interface Segments<S extends Segment> {
  /** What is chosen, for assistive technology. */
  readonly label: string;
  readonly choices: readonly S[];
  readonly chosen: S;
  readonly choose: (choice: S) => void;
}

export function segments<S extends Segment>({ label, choices, chosen, choose }: Segments<S>) {
  return html`<div class="segments" role="radiogroup" aria-label=${label}>
    ${choices.map(
      (choice) => html`<label>
        <input
          type="radio"
          name=${label}
          value=${choice.id}
          .checked=${choice.id === chosen.id}
          @change=${() => choose(choice)}
        />
        ${choice.title}
      </label>`,
    )}
  </div>`;
}
