/**
 * Where the time of a lone `set` and `get` goes, in µs a call:
 *
 *   npm install && node costs.mjs
 *
 * The root must be built (`npm run build`). Each figure is the best of many rounds that alternate.
 */
import { EventEmitter } from 'node:events';
import { createClient } from '@redis/client';
import { redisStore } from '@shelflife/redis';
import { createCache, memoryStore } from 'shelflife';
import { course } from './course.mjs';
import { startServer } from './server.mjs';

const ROUNDS = 25;
const CALLS = 1_000;
const OPTIONS = { timeout: 300, memory: false };

const text = JSON.stringify(course);
const record = Buffer.from(`{"stamp":"00000000","expires":null,"written":0}\n${text}`);
const EX = { expiration: { type: 'EX', value: OPTIONS.timeout } };
const keyOf = (n) => `course:${n % 100}`;

/** A client that answers at once, so that only the work of this process is left. */
const answering = Object.assign(new EventEmitter(), {
  isOpen: true,
  isReady: true,
  connect: async () => {},
  subscribe: async () => {},
  unsubscribe: async () => {},
  sendCommand: async ([command]) => (command === 'GET' ? record : 0),
});

const { url, stop } = await startServer();
const [client, admin] = [
  await createClient({ url }).connect(),
  await createClient({ url }).connect(),
];
const overServer = createCache({ store: redisStore({ client }), ...OPTIONS });
const overNothing = createCache({ store: redisStore({ client: answering }), ...OPTIONS });
const overMemory = createCache({ store: memoryStore(), ...OPTIONS });

const ways = {
  'client with JSON': {
    set: (n) => client.set(keyOf(n), JSON.stringify(course), EX),
    get: async (n) => JSON.parse(await client.get(keyOf(n))),
  },
  shelflife: callsOf(overServer),
  'in this process': callsOf(overNothing),
  'of that without the Redis store': callsOf(overMemory),
};

function callsOf(cache) {
  return { set: (n) => cache.set(keyOf(n), course), get: (n) => cache.get(keyOf(n)) };
}

/** µs in a call, as this process and as the server measures it, with the commands that a script does. */
async function measure(call) {
  await admin.sendCommand(['CONFIG', 'RESETSTAT']);
  const start = performance.now();
  for (let n = 0; n < CALLS; n++) await call(n);
  const whole = ((performance.now() - start) / CALLS) * 1_000;
  return { whole, server: commandsIn(await admin.info('commandstats')) };
}

function commandsIn(info) {
  const found = [...info.matchAll(/^cmdstat_(\w+):calls=(\d+),usec=(\d+)/gm)];
  const often = found.filter(([, , calls]) => Number(calls) >= CALLS);
  return Object.fromEntries(often.map(([, name, , usec]) => [name, Number(usec) / CALLS]));
}

/** Keeps the least of each figure. */
function keep(best, found) {
  for (const [name, value] of Object.entries(found))
    best[name] = Math.min(best[name] ?? Infinity, value);
}

const best = {};
for (let round = 0; round < ROUNDS; round++)
  for (const [way, calls] of Object.entries(ways))
    for (const [name, call] of Object.entries(calls)) {
      const { whole, server } = await measure(call);
      best[way] ??= { set: {}, get: {} };
      keep(best[way][name], { whole, ...server });
    }
for (const [way, calls] of Object.entries(best))
  for (const [name, costs] of Object.entries(calls)) {
    const parts = Object.entries(costs).map(([part, us]) => `${part} ${us.toFixed(1)}`);
    console.log(`${way}, ${name}: ${parts.join(', ')}`);
  }

await Promise.all([overServer.close(), overNothing.close(), overMemory.close()]);
client.destroy();
admin.destroy();
stop();
