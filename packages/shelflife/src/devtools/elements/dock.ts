/** Where an element is docked: it is moved, resized, collapsed, and remembered. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import {
  DEFAULT_PLACE,
  type Place,
  recallPlace,
  rememberPlace,
  type Side,
  sizeWithin,
} from '../place.js';

/** Px for each press of an arrow key. */
const STEP = 24;

export class Dock implements ReactiveController {
  place: Place = DEFAULT_PLACE;
  #isRemembered = false;
  readonly #host: ReactiveControllerHost & HTMLElement;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('resize', this.#onWindowResize);
  }

  hostDisconnected(): void {
    removeEventListener('resize', this.#onWindowResize);
  }

  /** Remembers from here on. @param start where it is docked if nothing is remembered */
  begin(start: Partial<Place>): void {
    this.place = { ...DEFAULT_PLACE, ...start, ...recallPlace() };
    this.#isRemembered = true;
  }

  move(change: Partial<Place>): void {
    this.place = { ...this.place, ...change };
    if (this.#isRemembered) rememberPlace(this.place);
    this.#host.requestUpdate();
  }

  /** Px, as far as the window has room. */
  get size(): number {
    const { side, height, width } = this.place;
    return side === 'bottom' ? sizeWithin(height, innerHeight) : sizeWithin(width, innerWidth);
  }

  get whole(): number {
    return this.place.side === 'bottom' ? innerHeight : innerWidth;
  }

  #resizeTo(px: number): void {
    const size = sizeWithin(px, this.whole);
    this.move(this.place.side === 'bottom' ? { height: size } : { width: size });
  }

  /** Drags the edge until the pointer is released. */
  readonly onPointerDown = (event: PointerEvent): void => {
    const edge = event.currentTarget as HTMLElement;
    edge.setPointerCapture(event.pointerId);
    const { size } = this;
    const onMove = ({ clientX, clientY }: PointerEvent) =>
      this.#resizeTo(
        size + (this.place.side === 'bottom' ? event.clientY - clientY : event.clientX - clientX),
      );
    const onEnd = () => {
      edge.removeEventListener('pointermove', onMove);
      edge.removeEventListener('lostpointercapture', onEnd);
    };
    edge.addEventListener('pointermove', onMove);
    edge.addEventListener('lostpointercapture', onEnd);
    event.preventDefault();
  };

  readonly onKeyDown = (event: KeyboardEvent): void => {
    const { side } = this.place;
    const [more, less] = side === 'bottom' ? ['ArrowUp', 'ArrowDown'] : ['ArrowLeft', 'ArrowRight'];
    if (event.key === more) this.#resizeTo(this.size + STEP);
    else if (event.key === less) this.#resizeTo(this.size - STEP);
    else return;
    event.preventDefault();
  };

  readonly #onWindowResize = (): void => this.#host.requestUpdate();
}

export function otherSide(side: Side): Side {
  return side === 'bottom' ? 'right' : 'bottom';
}
