/** Redis servers of a test file's own: on a free port, without persistence, gone with the file. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@redis/client';
import { findRedis } from '../../../../scripts/redis.mjs';

/** Whether there is a server to test with; `npm test` says so if there is none. */
export const hasRedis = findRedis() !== undefined;

export class TestServer {
  readonly port: number;
  readonly #folder: string;
  readonly #options: readonly string[];
  #process: ChildProcess | undefined;

  private constructor(port: number, folder: string, options: readonly string[]) {
    this.port = port;
    this.#folder = folder;
    this.#options = options;
  }

  /** @param options as on the command line of redis-server: `['--maxmemory', '4mb']` */
  static async start(...options: string[]): Promise<TestServer> {
    const folder = mkdtempSync(join(tmpdir(), 'shelflife-redis-'));
    const server = new TestServer(await freePort(), folder, options);
    await server.restart();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it, empty, on the same port. */
  async restart(): Promise<void> {
    const common = [
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      this.#folder,
    ];
    const args = ['--port', String(this.port), ...common, ...this.#options];
    this.#process = spawn(findRedis()!, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const output = this.#process.stdout!;
    for await (const chunk of output.iterator({ destroyOnReturn: false }))
      if (String(chunk).includes('Ready to accept connections')) break;
    output.resume();
  }

  /** Stops it as a crash would. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  /** Makes it take no CPU, as a machine that hangs. */
  pause(): void {
    this.#process?.kill('SIGSTOP');
  }

  resume(): void {
    this.#process?.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** A connected client, whose connection does not keep the tests alive. */
export async function connect(server: TestServer) {
  const client = createClient({ url: server.url });
  client.on('error', () => {});
  await client.connect();
  return client;
}

export async function freePort(): Promise<number> {
  const server: Server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return address.port;
}

/** The bytes that a server has taken and sent, by its `INFO`. */
export function trafficIn(info: string): number {
  const numbers = [...info.matchAll(/^total_net_(?:in|out)put_bytes:(\d+)/gm)];
  return numbers.reduce((sum, [, bytes]) => sum + Number(bytes), 0);
}
