/** The samples of docs/redis.md, on a real server. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { hasRedis, TestServer } from './support/server.js';

const page = readFileSync(new URL('../../../docs/redis.md', import.meta.url), 'utf8');
const [first, recipe] = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code!);
const folder = fileURLToPath(new URL('docs-samples/', import.meta.url));

/** Stands for the application's own module: answers the path, and remembers that it was asked. */
const API = `
export const asked = [];
export const api = async (path) => {
  asked.push(path);
  return { path };
};`;

async function run(file: string) {
  return import(/* @vite-ignore */ `${folder}${file}`);
}

describe.skipIf(!hasRedis)('docs/redis.md', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await TestServer.start();
    mkdirSync(folder, { recursive: true });
    vi.stubEnv('REDIS_URL', server.url);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    vi.unstubAllGlobals();
    rmSync(folder, { recursive: true, force: true });
    await server?.stop();
  });

  test('the first sample runs', async () => {
    vi.stubGlobal('loadCourse', async (id: number) => ({ title: `Course ${id}` }));
    writeFileSync(`${folder}first.ts`, first!);
    const { cache, client } = await run('first.ts');
    expect(await cache.get('course:7')).toEqual({ title: 'RRR' });
    expect(await cache.get('course:8')).toEqual({ title: 'Course 8' });
    expect(await cache.get('visits')).toBe(1);
    client.destroy();
  });

  test('the recipe keeps users apart, and loads what they share once', async () => {
    for (const [, name, code] of recipe!.matchAll(
      /^\/\/ lib\/(\S+)\n(.*?)(?=^\/\/ lib|$(?!\n))/gms,
    ))
      writeFileSync(`${folder}${name}`, code!.replace("'#store'", "'./store.server'"));
    writeFileSync(`${folder}api.ts`, API);
    const { getCourse, getOrders, forgetUser } = await run('courses.ts');
    const [{ asked }, { client }] = [await run('api.ts'), await run('store.server.ts')];
    const courses = await Promise.all([getCourse(9), getCourse(9), getCourse(9)]);
    expect(courses.map(({ path }) => path)).toEqual(Array(3).fill('/courses/9'));
    const users = ['42', '421', '42:orders', '4'];
    const orders = await Promise.all(users.map((user) => getOrders(user)));
    expect(orders.map(({ path }) => path)).toEqual(users.map((user) => `/users/${user}/orders`));
    await forgetUser('42');
    for (const user of users) await getOrders(user);
    expect(asked.slice(5)).toEqual(['/users/42/orders']);
    client.destroy();
  });
});
