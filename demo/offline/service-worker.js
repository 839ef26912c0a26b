/** Answers from the network, and with the files of the last build where there is none. */
const NAME = `shelflife-demo:${'BUILD'}`;
const FILES = ['FILES'];

addEventListener('install', (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(FILES)));
  skipWaiting();
});

addEventListener('activate', (event) => {
  event.waitUntil(removeOld());
});

addEventListener('fetch', (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.method === 'GET' && !pathname.includes('/api/'))
    event.respondWith(fetch(event.request).catch(() => held(event.request)));
});

async function removeOld() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith('shelflife-demo:') && name !== NAME);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function held(request) {
  const cache = await caches.open(NAME);
  return (await cache.match(request, { ignoreSearch: true })) ?? Response.error();
}
