/** An element without a shadow root: a part of this page, under the page's styles. */
import { LitElement } from 'lit';

export class LightElement extends LitElement {
  protected override createRenderRoot() {
    return this;
  }
}
