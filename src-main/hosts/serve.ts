import { composeServices } from './compose.ts';
import type { Services } from '../services/contract.ts';
import { Page } from './page.ts';
import { parsePublicOrigin } from './server/gate.ts';
import { startServer } from './server/start-server.ts';
import type { RunningServer } from './server/start-server.ts';
import type { FlatError } from '../../src-shared/lib/bad-input.ts';
import { findDataFolder } from '../services/data-folder.ts';

export interface ServeSetup {
  readonly data?: string | undefined;
  /** Without it one that stays the same for the data folder. */
  readonly port?: number | undefined;
  readonly publicOrigin?: string | undefined;
  readonly roots?: readonly string[];
  /** A browser has opened the address: there is another for the next. */
  onSession(server: RunningServer): void;
  onError(error: FlatError): void;
}

export interface Serving {
  readonly server: RunningServer;
  readonly services: Services;
  close(): Promise<void>;
}

/** Opens the app for browsers on this machine: what `delira serve` and `npm start` without a window do. */
export async function serve({ data, port, publicOrigin, roots, onSession, onError }: ServeSetup): Promise<Serving> {
  const page = new Page();
  const origin = publicOrigin === undefined ? null : parsePublicOrigin(publicOrigin);
  const services = await composeServices({ host: 'server', data, ...(roots && { roots }) });
  try {
    const server: RunningServer = await startServer({
      services,
      page,
      port: port ?? null,
      dataFolder: findDataFolder(data),
      publicOrigin: origin,
      onSession: () => onSession(server),
      onError,
    });
    return {
      server,
      services,
      close: async () => {
        await server.close();
        await services.close();
      },
    };
  } catch (error) {
    await services.close();
    throw error;
  }
}
