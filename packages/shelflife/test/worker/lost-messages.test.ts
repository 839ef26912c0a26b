/** Chromium delivers a message that it cannot deserialize as one whose data is `null`. */
import 'fake-indexeddb/auto';
import { createCache } from 'shelflife';
import { workerStore } from 'shelflife/worker';
import { describe, expect, test } from 'vitest';
import { gatherAhead } from '../../src/worker/unpack.js';
import { InThread, startServing } from '../support/in-thread.js';

class RecordingPort extends EventTarget {
  readonly posted: unknown[] = [];

  postMessage(data: unknown): void {
    this.posted.push(data);
  }

  receive(data: unknown): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data }));
  }
}

test('a value that arrives as null leaves the other values in their places', () => {
  const port = new RecordingPort();
  const unpack = gatherAhead(port as unknown as MessagePort);
  port.receive({ ahead: 2 });
  port.receive(null);
  port.receive({ place: 1, value: 'of b' });
  const arrivals = unpack([0, 1]);
  expect(arrivals.get(0)).toMatchObject({ error: { code: 'data' } });
  expect(arrivals.get(1)).toEqual({ value: 'of b' });
  expect(port.posted).toEqual([]);
});

test('the worker reports a call that arrives as null', () => {
  const port = new RecordingPort();
  gatherAhead(port as unknown as MessagePort);
  port.receive(null);
  expect(port.posted).toEqual([{ unread: true }]);
});

/** A worker that can receive `null` instead of a message. */
class LossyWorker extends InThread {
  losesNext = false;

  override postMessage(data: { port?: MessagePort } | undefined): void {
    data?.port?.addEventListener('message', (event) => {
      if (!this.losesNext) return;
      this.losesNext = false;
      event.stopImmediatePropagation();
      this.port!.dispatchEvent(Object.assign(new Event('message'), { data: null }));
    });
    super.postMessage(data);
  }
}

/** Sends `null` instead of the next answer. */
function loseAnswer({ port }: LossyWorker): void {
  const post = port!.postMessage.bind(port);
  port!.postMessage = () => {
    port!.postMessage = post;
    post(null);
  };
}

function loseCall(worker: LossyWorker): void {
  worker.losesNext = true;
}

describe.each([
  ['call', loseCall],
  ['answer', loseAnswer],
])('if a %s is lost', (lost, lose) => {
  async function open(name: string) {
    const workers: LossyWorker[] = [];
    const worker = () => {
      workers.push(new LossyWorker());
      return startServing(workers.at(-1)) as unknown as Worker;
    };
    const cache = createCache({ name, store: workerStore({ worker }), memory: false });
    await cache.set('a', 1);
    lose(workers[0]!);
    return cache;
  }

  test('a read is repeated', async () => {
    const cache = await open(`read, ${lost}`);
    expect(await cache.get('a')).toBe(1);
    await cache.destroy();
  });

  test('a write rejects', async () => {
    const cache = await open(`write, ${lost}`);
    await expect(cache.set('a', 2)).rejects.toMatchObject({ code: 'outcome-unknown' });
    await cache.destroy();
  });
});
