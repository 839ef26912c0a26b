/** What the tabs and frames of the demo say to each other. The cache itself needs none of it. */

/** A tab or a frame. */
export interface Member {
  readonly id: string;
  readonly name: string;
  /** Which of the colours `--tab-1` to `--tab-3` is its own. */
  readonly colour: number;
}

export interface Order {
  readonly work: 'count' | 'stampede';
  /** Calls that each member makes. */
  readonly times: number;
}

export type Message =
  | { readonly type: 'who' }
  | { readonly type: 'here' | 'bye'; readonly member: Member }
  | { readonly type: 'wrote'; readonly member: Member; readonly ids: readonly string[] }
  | { readonly type: 'order'; readonly order: Order }
  | { readonly type: 'done'; readonly member: Member; readonly order: Order; readonly ms: number };

const channel = new BroadcastChannel('shelflife-demo:tabs');

/** To all others. */
export const post = (message: Message) => channel.postMessage(message);

/** Calls back with what others say; the returned function ends it. */
export function onMessage(listener: (message: Message) => void): () => void {
  const heard = ({ data }: MessageEvent<Message>) => listener(data);
  channel.addEventListener('message', heard);
  return () => channel.removeEventListener('message', heard);
}
