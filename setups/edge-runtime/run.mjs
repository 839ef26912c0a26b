/** Runs the program named on the command line in Vercel's edge runtime, and prints what its requests were answered. */
import { readFileSync } from 'node:fs';
import { EdgeRuntime } from 'edge-runtime';

const handler = `
addEventListener('fetch', (event) => {
  const user = new URL(event.request.url).searchParams.get('user');
  event.respondWith(answer(user).then((answers) => Response.json(answers)));
});`;
const runtime = new EdgeRuntime({ initialCode: readFileSync(process.argv[2], 'utf8') + handler });
const ask = async (user) => (await runtime.dispatchFetch(`http://localhost/?user=${user}`)).json();

const together = await Promise.all([ask('Sonam'), ask('Tenzin')]);
console.log(JSON.stringify([...together, await ask('Pema')]));
