/** What a person can do to the entries of a cache. */
import type { Timeout, TouchTimeout, UntypedCache } from '../../index.js';
import { type Address, rowId } from './rows.js';
import { viewOf, viewsAt } from './views.js';

/** Resolves to whether a live entry was removed. */
export async function deleteEntry(cache: UntypedCache, entry: Address): Promise<boolean> {
  return (await viewOf(cache, entry)).delete(entry.key);
}

/** Gives an entry a new expiry. Resolves to whether it was there. */
export async function touchEntry(
  cache: UntypedCache,
  entry: Address,
  timeout: TouchTimeout,
): Promise<boolean> {
  return (await viewOf(cache, entry)).touch(entry.key, timeout);
}

/** Stores an entry, in a namespace that may be new. */
export async function setEntry(
  cache: UntypedCache,
  entry: Address,
  value: unknown,
  timeout: Timeout,
): Promise<void> {
  const { key, keyPrefix, version } = entry;
  const known = await viewOf(cache, entry).catch(() => undefined);
  const view = known ?? viewsAt(cache, keyPrefix, version)[0];
  if (!view) throw new Error(`The prefix “${keyPrefix}” is out of reach for this cache`);
  await view.set(key, value, timeout);
}

/** Deletes entries, one call for each prefix and version. Resolves to how many were live. */
export async function deleteEntries(
  cache: UntypedCache,
  entries: readonly Address[],
): Promise<number> {
  const groups = new Map<string, Address[]>();
  for (const entry of entries) {
    const { keyPrefix, version } = entry;
    const id = rowId({ keyPrefix, version, key: '' });
    const group = groups.get(id);
    if (group) group.push(entry);
    else groups.set(id, [entry]);
  }
  let deleted = 0;
  for (const group of groups.values()) {
    const view = await viewOf(cache, group[0]!);
    deleted += await view.deleteMany(group.map(({ key }) => key));
  }
  return deleted;
}
