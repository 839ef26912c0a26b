/**
 * Says of each call what the cache's events say of its keys. An event does not name the call that it comes
 * from, so it counts for every call that is under way on its key.
 */
import type { Cache, CacheEvents } from 'shelflife';
import { type Call, type Origin, type Phase, sinceStart } from './call.ts';

interface Followed {
  readonly call: Call;
  /** Called when the call is complete, and again if a load follows it. */
  readonly done: () => void;
  load?: Phase;
  hasStored?: true;
}

type KeyEvent = CacheEvents['hit' | 'miss' | 'load' | 'set' | 'delete'];

export class CallEvents {
  readonly #followed = new Set<Followed>();

  constructor(cache: Cache) {
    cache.addEventListener('hit', (event) => this.#found(event, event.stale ? 'stale' : 'hit'));
    cache.addEventListener('miss', (event) => this.#found(event, 'miss'));
    cache.addEventListener('set', (event) => this.#set(event));
    cache.addEventListener('delete', (event) => this.#found(event, 'removed'));
    cache.addEventListener('load', (event) => this.#loaded(event));
  }

  /** The returned function is to be called when the call has settled. */
  follow(call: Call, done: () => void): () => void {
    const followed = { call, done };
    this.#followed.add(followed);
    return () => this.#end(followed);
  }

  #on({ key, version }: KeyEvent): Followed[] {
    const isMeant = ({ call }: Followed) => call.version === version && call.keys.includes(key);
    return [...this.#followed].filter(isMeant);
  }

  /** One miss makes a call for many keys a miss. */
  #found(event: KeyEvent, origin: Origin) {
    for (const { call } of this.#on(event)) if (call.origin !== 'miss') call.origin = origin;
  }

  /** A `getOrSet` stores as well: whether it was a hit or a miss is said after that. */
  #set(event: KeyEvent) {
    for (const followed of this.#on(event)) {
      followed.hasStored = true;
      followed.call.origin = 'written';
    }
  }

  #loaded(event: CacheEvents['load']) {
    const { ms, error } = event;
    for (const followed of this.#on(event)) {
      const { call } = followed;
      followed.load = { name: 'load', at: Math.max(0, sinceStart(call) - ms), ms, error };
      if (call.phases.length > 0) this.#renewed(followed, followed.load);
    }
  }

  /** The load of a stale value settles after the call. */
  #renewed(followed: Followed, load: Phase) {
    this.#followed.delete(followed);
    followed.call.phases = [...followed.call.phases, load];
    followed.done();
  }

  #end(followed: Followed) {
    const { call, load, done } = followed;
    call.ms = sinceStart(call);
    call.origin = call.error ? 'error' : (call.origin ?? originByAnswer(call));
    call.phases = phasesOf(followed);
    if (call.origin !== 'stale' || load) this.#followed.delete(followed);
    done();
  }
}

/** Of these no event tells, or none where nothing was changed. */
function originByAnswer({ method, result }: Call): Origin {
  if (method === 'add') return 'hit';
  if (method === 'has' || method === 'ttl')
    return result === false || result === undefined ? 'miss' : 'hit';
  if (method === 'touch') return result ? 'written' : 'miss';
  if (method === 'delete' || method === 'deleteMany') return 'miss';
  if (method === 'clear') return 'removed';
  return 'done';
}

/** Events tell when a load ended and how long it took; what comes before is the check, after it the store. */
function phasesOf({ call, load, hasStored }: Followed): Phase[] {
  const { ms } = call;
  const respond: Phase = { name: 'respond', at: ms, ms: 0 };
  if (!load) return [{ name: hasStored ? 'store' : 'check', at: 0, ms }, respond];
  const loaded = load.at + load.ms;
  const check: Phase = { name: 'check', at: 0, ms: load.at };
  const store: Phase[] = hasStored ? [{ name: 'store', at: loaded, ms: ms - loaded }] : [];
  return [check, load, ...store, respond];
}
