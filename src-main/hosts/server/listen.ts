import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';

export const LOOPBACK = '127.0.0.1';

/** Below the ports that systems give to outgoing connections (32768 and up on Linux), so that ours is likely to be free. */
const FIRST_PORT = 20_000;
const PORTS = 12_000;
const TRIES = 10;

/**
 * Listens on a port and returns it: the wanted one, or else one that stays the
 * same for a data folder, so that a bookmark and what the browser keeps by
 * origin (theme, columns) are still right tomorrow.
 */
export async function listen(server: Server, port: number | null, dataFolder: string): Promise<number> {
  if (port !== null) return listenOn(server, port);
  const first = createHash('sha256').update(dataFolder).digest().readUInt32LE(0) % PORTS;
  for (let i = 0; i < TRIES; i++) {
    try {
      return await listenOn(server, FIRST_PORT + ((first + i) % PORTS));
    } catch (error) {
      if (!(error instanceof BadInput)) throw error;
    }
  }
  return listenOn(server, 0);
}

async function listenOn(server: Server, port: number): Promise<number> {
  try {
    server.listen({ port, host: LOOPBACK, exclusive: true });
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw cause;
    throw new BadInput(`expected to open port ${port} on ${LOOPBACK}, but it is ${code === 'EACCES' ? 'not ours to open' : 'in use'}`, {
      cause,
      help: 'Choose another with --port, or leave it out.',
    });
  }
}
