/** The latest events of a cache. Equal ones in a row are one item. */

export type LogType =
  | 'hit'
  | 'miss'
  | 'load'
  | 'set'
  | 'delete'
  | 'clear'
  | 'evict'
  | 'changed'
  | 'error'
  | 'degraded'
  | 'restored';

export interface LogItem {
  /** Unique in its log, and higher than those before. */
  readonly number: number;
  /** When it happened last, in ms since the epoch. */
  readonly at: number;
  readonly type: LogType;
  readonly key?: string | undefined;
  readonly version?: number | undefined;
  readonly detail?: string | undefined;
  /** How often it happened. */
  readonly count: number;
}

export type LoggedEvent = Pick<LogItem, 'type' | 'key' | 'version' | 'detail'>;

/** How many items are kept. */
const MOST = 500;

export class EventLog {
  /** The latest first. */
  items: readonly LogItem[] = [];
  #number = 0;

  add(event: LoggedEvent, at: number): void {
    const [latest, ...rest] = this.items;
    if (latest && isSame(latest, event))
      this.items = [{ ...latest, at, count: latest.count + 1 }, ...rest];
    else
      this.items = [
        { ...event, at, count: 1, number: ++this.#number },
        ...this.items.slice(0, MOST - 1),
      ];
  }

  clear(): void {
    this.items = [];
  }
}

function isSame(item: LoggedEvent, other: LoggedEvent): boolean {
  return (
    item.type === other.type &&
    item.key === other.key &&
    item.version === other.version &&
    item.detail === other.detail
  );
}
