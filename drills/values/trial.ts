/** All values, by every call that stores or reads one. */
import type { Verdict } from './types.ts';

export function installTrial(): void {
  window.tryValues = async ({ memory, inWorker }) => {
    const { createCache, indexedDBStore, workerStore } = window.shelflife;
    const store = inWorker ? workerStore() : indexedDBStore();
    const cache = createCache({ name: 'values', store, memory });
    // What another one wrote the first has from the disk.
    const writer = createCache({ name: 'values', store, memory: false });
    const queued = createCache({ name: 'values', store, memory, acknowledge: 'queued' });
    const verdict: Verdict = { wrong: [], unmade: [], stored: [], refused: [] };

    /** What a reader should find; `undefined` where the value is to be refused. */
    const expectedOf = async (value: unknown) => {
      const { refused, value: expected } = await window.bare(value);
      if (refused || (inWorker && !(await window.crosses(value)))) return undefined;
      return { expected };
    };

    const codeOf = (call: Promise<unknown>) =>
      call.then(
        () => 'stored',
        ({ code }) => code,
      );

    const refuse = async (name: string, value: unknown) => {
      await cache.set('k', 'older');
      const codes = [await codeOf(cache.set('k', value))];
      if ((await cache.has('k')) || (await writer.has('k'))) verdict.wrong.push(`${name}: left`);
      codes.push(await codeOf(cache.add('k', value)));
      codes.push(await codeOf(cache.getOrSet('k', () => value)));
      const failed = await cache.setMany({ k: value, l: 1 });
      const beside = (await cache.get('k')) === undefined && (await cache.get('l')) === 1;
      if (`${codes} ${failed} ${beside}` !== 'data,data,data k true')
        verdict.wrong.push(`${name}: ${codes}; failed: ${failed}; ${beside}`);
    };

    const keep = async (name: string, value: unknown, expected: unknown) => {
      const differs = async (how: string, found: unknown) => {
        const difference = await window.differenceOf(found, expected);
        if (difference) verdict.wrong.push(`${name}, ${how}: ${difference}`);
      };
      await cache.set('k', value);
      for (const how of ['set and read', 'set and read twice'])
        await differs(how, await cache.get('k'));
      await writer.set('l', value);
      for (const how of ['read', 'read twice', 'read thrice'])
        await differs(how, await cache.get('l'));
      await differs('by getMany', (await cache.getMany(['k', 'l'])).l);
      for (const one of await Promise.all([writer.get('l'), writer.get('l')]))
        await differs('read at once', one);

      await cache.delete('k');
      for (const how of ['loaded', 'found', 'found again'])
        await differs(how, await cache.getOrSet('k', () => value));
      await cache.delete('k');
      await cache.add('k', value);
      await differs('added', await cache.get('k'));
      await cache.set('m', value, { timeout: 60, version: 2 });
      await cache.incrVersion('m', 1, { version: 2 });
      await differs('moved', await cache.get('m', undefined, { version: 3 }));

      await queued.set('q', value);
      await differs('queued', await queued.get('q'));
      await queued.flush();
      await differs('queued and committed', await queued.get('q'));
      await differs('as given', (await window.bare(value)).value);
    };

    for (const [name, make] of Object.entries(window.values)) {
      let value: unknown;
      try {
        value = await make();
      } catch (error) {
        verdict.unmade.push(`${name}: ${error}`);
        continue;
      }
      const found = await expectedOf(value);
      verdict[found ? 'stored' : 'refused'].push(name);
      await (found ? keep(name, value, found.expected) : refuse(name, value));
    }
    for (const one of [cache, writer, queued]) await one.close();
    return verdict;
  };
}
