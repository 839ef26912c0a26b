/** Runs the program named on the command line in workerd, and prints what its requests were answered. */
import { readFileSync } from 'node:fs';
import { Miniflare } from 'miniflare';

const handler = `
export default {
  async fetch(request) {
    return Response.json(await answer(new URL(request.url).searchParams.get('user')));
  },
};`;
const miniflare = new Miniflare({
  modules: true,
  compatibilityDate: '2025-12-01',
  script: readFileSync(process.argv[2], 'utf8') + handler,
});
const ask = async (user) =>
  (await miniflare.dispatchFetch(`http://localhost/?user=${user}`)).json();

const together = await Promise.all([ask('Sonam'), ask('Tenzin')]);
console.log(JSON.stringify([...together, await ask('Pema')]));
await miniflare.dispose();
