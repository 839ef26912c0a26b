/** What the engine itself makes of a value: bare IndexedDB, and a bare worker. */
export function installBare(): void {
  const promised = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  const open = () => {
    const request = indexedDB.open('bare');
    request.onupgradeneeded = () => request.result.createObjectStore('values');
    return promised(request);
  };
  let opening: Promise<IDBDatabase> | undefined;

  window.bare = async (value) => {
    opening ??= open();
    const values = (await opening).transaction('values', 'readwrite').objectStore('values');
    try {
      await promised(values.put({ value }, 'k'));
      return { value: (await promised(values.get('k'))).value };
    } catch (error) {
      return { refused: (error as Error).name };
    }
  };

  const script = 'onmessage = () => postMessage(true); onmessageerror = () => postMessage(false);';
  let worker: Worker | undefined;

  window.crosses = (value) => {
    worker ??= new Worker(URL.createObjectURL(new Blob([script])));
    worker.postMessage(value);
    return new Promise((resolve) => {
      worker!.onmessage = ({ data }) => resolve(data);
    });
  };
}
