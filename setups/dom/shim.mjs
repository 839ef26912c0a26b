/** Makes Node's globals look like a page's, by the library named in DOM_SHIM, as servers do for code that expects one. */
const windows = {
  jsdom: async () => new (await import('jsdom')).JSDOM('', { url: 'http://localhost/' }).window,
  'happy-dom': async () => new (await import('happy-dom')).Window(),
  domino: async () => (await import('domino')).default.createWindow('<p>'),
  linkedom: async () => (await import('linkedom')).parseHTML('<p>'),
};

const window = await windows[process.env.DOM_SHIM]();
const globals = {
  window,
  self: window,
  document: window.document,
  navigator: window.navigator,
  location: window.location,
};
for (const [name, value] of Object.entries(globals))
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
