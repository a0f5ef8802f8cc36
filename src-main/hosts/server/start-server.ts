import { once } from 'node:events';
import { createServer } from 'node:http';
import { TOKEN_KEY } from '../../../src-shared/api/http.ts';
import type { FlatError } from '../../../src-shared/lib/bad-input.ts';
import type { Services } from '../../services/contract.ts';
import type { Page } from '../page.ts';
import { Gate } from './gate.ts';
import { LOOPBACK, listen } from './listen.ts';
import { serveNotices } from './notices.ts';
import { answer } from './routes.ts';
import { Sessions } from './sessions.ts';

export interface ServerOptions {
  readonly services: Services;
  readonly page: Page;
  /** Null for one that is free and stays the same for the data folder. */
  readonly port: number | null;
  readonly dataFolder: string;
  /** The origin that the browser sees, through a tunnel or a proxy. */
  readonly publicOrigin: string | null;
  /** A browser has opened the address, which thereby is used up. */
  onSession(): void;
  /** A request broke something. */
  onError(error: FlatError): void;
}

export interface RunningServer {
  readonly port: number;
  /** What the next browser opens: it holds the token, which is good once. */
  address(): string;
  close(): Promise<void>;
}

/** Time for a request to arrive as a whole. */
const REQUEST_MS = 30_000;
const MAX_CONNECTIONS = 256;

/** Serves the Api and its page to browsers on this machine. */
export async function startServer({ services, page, port, dataFolder, publicOrigin, onSession, onError }: ServerOptions): Promise<RunningServer> {
  const server = createServer({ requestTimeout: REQUEST_MS });
  server.maxConnections = MAX_CONNECTIONS;
  const sessions = new Sessions();
  const opened = await listen(server, port, dataFolder);
  const gate = new Gate({ port: opened, publicOrigin, sessions });
  server.on('request', (request, response) => void answer({ services, page, gate, sessions, onSession, onError }, request, response));
  const closeNotices = serveNotices(server, gate, services);
  return {
    port: opened,
    address: () => `${publicOrigin ?? `http://${LOOPBACK}:${opened}`}/#${TOKEN_KEY}=${sessions.token}`,
    close: async () => {
      if (!server.listening) return;
      closeNotices();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
