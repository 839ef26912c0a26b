/** A way to a server that can be cut and mended. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from './server.js';

export class ServerProxy {
  readonly #to: number;
  readonly #sockets = new Set<Socket>();
  readonly port: number;
  #server: Server | undefined;

  private constructor(to: number, port: number) {
    this.#to = to;
    this.port = port;
  }

  static async start(to: number): Promise<ServerProxy> {
    const proxy = new ServerProxy(to, await freePort());
    await proxy.mend();
    return proxy;
  }

  async mend(): Promise<void> {
    this.#server = createServer((near) => this.#join(near, connect(this.#to, '127.0.0.1')));
    this.#server.listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** Ends all connections, and refuses new ones. */
  async cut(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    server?.close();
    for (const socket of this.#sockets) socket.destroy();
    if (server) await once(server, 'close');
  }

  #join(near: Socket, far: Socket): void {
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
  }
}
