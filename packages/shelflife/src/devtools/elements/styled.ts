/** Sets style properties of an element one by one, which every content security policy allows. */
import { type ElementPart, noChange } from 'lit';
import { Directive, directive } from 'lit/directive.js';

/** By the name of the property; an empty string removes it. */
type Styles = Readonly<Record<string, string>>;

class StyledDirective extends Directive {
  override update({ element }: ElementPart, [styles]: [Styles]): typeof noChange {
    for (const [name, value] of Object.entries(styles))
      (element as HTMLElement).style.setProperty(name, value);
    return noChange;
  }

  render(_: Styles): typeof noChange {
    return noChange;
  }
}

/**
 * @example
 * html`<div ${styled({ color: 'red' })}></div>`
 */
export const styled = directive(StyledDirective);
