/** `<place-switch>`: on the main thread or in a worker. Fires `move` when another place is chosen. */
import { html } from 'lit';
import { type Place, places } from '../place.ts';
import { LightElement } from './light-element.ts';

export class PlaceSwitch extends LightElement {
  static override properties = { place: { attribute: false } };

  declare place: Place;

  #choose(place: Place) {
    this.place = place;
    this.dispatchEvent(new Event('move'));
  }

  protected override render() {
    return html`<div
      class="segments"
      role="radiogroup"
      aria-label="Database work"
      title="Where the database work is done"
    >
      ${places.map((place) => this.#segment(place))}
    </div>`;
  }

  #segment(place: Place) {
    return html`<label>
      <input
        type="radio"
        name="place"
        value=${place.id}
        .checked=${place === this.place}
        @change=${() => this.#choose(place)}
      />
      ${place.title}
    </label>`;
  }
}

customElements.define('place-switch', PlaceSwitch);

declare global {
  interface HTMLElementTagNameMap {
    'place-switch': PlaceSwitch;
  }
}
