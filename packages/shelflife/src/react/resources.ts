/** The resources that components use, so that all components of a page share them. */
import type { UntypedCache } from '../api/types.js';
import { Resource, type Source } from './resource.js';

const byCache = new WeakMap<UntypedCache, Map<string, Resource>>();

/** The resource of a source; its loader and options are the latest from here on. */
export function resourceFor(source: Source): Resource {
  const { cache, key, version, loader } = source;
  const known = byCache.get(cache) ?? new Map<string, Resource>();
  byCache.set(cache, known);
  const id = `${loader ? 'load' : 'read'} ${version ?? ''} ${key}`;
  const resource = known.get(id);
  if (resource) {
    resource.source = source;
    return resource;
  }
  const created = new Resource(source, () => {
    if (known.get(id) === created) known.delete(id);
  });
  known.set(id, created);
  return created;
}
