/** The views of one cache: equal views are one object, and their methods need no `this`. */

import type { CacheCore } from '../core/cache-core.js';
import { viewRange } from '../model/key.js';
import { CacheView } from './cache.js';
import type { UntypedCache } from './types.js';
import type { ViewOf } from './view-scope.js';

/** For these the second argument of `map()`, an index, would be the value to store. */
const STORING = ['set', 'add', 'getOrSet'];

/** Views are held weakly: one for each user must not stay in memory for good. */
export function viewsOf(core: CacheCore): ViewOf {
  const views = new Map<string, WeakRef<UntypedCache>>();
  const collected = new FinalizationRegistry<string>((id) => {
    if (!views.get(id)?.deref()) views.delete(id);
  });
  return function viewOf(prefix, version) {
    const id = viewRange(prefix, version).from;
    const known = views.get(id)?.deref();
    if (known) return known;
    const view = detach(new CacheView(core, prefix, version, viewOf), core);
    views.set(id, new WeakRef(view));
    collected.register(view, id);
    return view;
  };
}

/** A cache whose methods need no `this`: they work detached, and through any Proxy. */
function detach(view: CacheView, core: CacheCore): UntypedCache {
  const methods = view as unknown as Record<PropertyKey, (...given: unknown[]) => unknown>;
  const cache: Record<PropertyKey, unknown> = {
    get backend() {
      return core.backend;
    },
  };
  for (const name of Reflect.ownKeys(CacheView.prototype))
    if (name !== 'constructor')
      cache[name] = (...given: unknown[]) => {
        if (isMapped(given) && !STORING.includes(name as string)) given.length = 1;
        return methods[name]!.apply(view, given);
      };
  return cache as unknown as UntypedCache;
}

/** Whether `map()` made the call. */
function isMapped([item, index, list]: unknown[]): boolean {
  try {
    return Array.isArray(list) && list[index as number] === item;
  } catch {
    // An argument has code of its own. Refusing it is up to the method, which rejects.
    return false;
  }
}
