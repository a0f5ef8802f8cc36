import type { Services } from '../../services/contract.ts';
import { composeServices } from '../compose.ts';
import type { ExitCode, Io } from './io.ts';

/** What every command is given. */
export interface Context {
  readonly io: Io;
  /** `--data`, if it was given. */
  readonly data: string | undefined;
}

/** Opens the services for a command, with every run's status as it is now, and closes them however it ends; trainers go on. */
export async function withServices({ data }: Context, work: (services: Services) => Promise<ExitCode>): Promise<ExitCode> {
  const services = await composeServices({ host: 'cli', data });
  try {
    await services.settled();
    return await work(services);
  } finally {
    await services.close();
  }
}
