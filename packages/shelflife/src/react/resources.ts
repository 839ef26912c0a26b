/** The resources in use, one per hook and key: all components of a page share them. */
import type { UntypedCache } from '../api/types.js';
import { Resource, type Source } from './resource.js';

const byCache = new WeakMap<UntypedCache, Map<string, Resource>>();

export function resourceFor(source: Source): Resource {
  const { cache, key, version = '', hook } = source;
  const resources = byCache.get(cache) ?? new Map<string, Resource>();
  byCache.set(cache, resources);
  const id = `${hook} ${version} ${key}`;
  const known = resources.get(id);
  if (known) return known;
  const resource = new Resource(source, () => resources.delete(id));
  resources.set(id, resource);
  return resource;
}
