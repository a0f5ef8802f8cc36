import { once } from 'node:events';
import { resolve } from 'node:path';
import { BadInput } from '../../../../src-shared/lib/bad-input.ts';
import { usualRoots } from '../../compose.ts';
import { serve as openServer } from '../../serve.ts';
import type { Context } from '../context.ts';
import { onInterrupt } from '../interrupts.ts';
import { EXIT } from '../io.ts';
import type { ExitCode } from '../io.ts';

export interface ServeOptions {
  readonly port?: number;
  readonly publicOrigin?: string;
  /** Folders below which data may be looked for from the browser, beside the usual ones. */
  readonly root?: readonly string[];
  /** These alone. */
  readonly onlyRoots: boolean;
}

/** Serves the app to browsers until Ctrl-C. */
export async function serve({ io, data }: Context, { port, publicOrigin, root = [], onlyRoots }: ServeOptions): Promise<ExitCode> {
  if (onlyRoots && root.length === 0) throw new BadInput('expected --root <folder> beside --only-roots, but found none: nothing could be opened', { help: 'Name a folder with --root, or leave out --only-roots.' });
  const stop = new AbortController();
  const release = onInterrupt({ first: () => stop.abort(), second: () => process.exit(EXIT.interrupted) });
  try {
    const serving = await openServer({
      data,
      port,
      publicOrigin,
      roots: [...new Set([...root.map((each) => resolve(each)), ...(onlyRoots ? [] : usualRoots())])],
      onSession: (server) => io.note(`opened in a browser; for another one: ${server.address()}`),
      onError: ({ message, stack }) => io.note(stack ?? message),
    });
    const address = serving.server.address();
    io.answer({ address, port: serving.server.port }, address);
    io.note('Ctrl-C closes it; runs go on');
    if (!stop.signal.aborted) await once(stop.signal, 'abort');
    for (const { name } of await serving.services.liveRuns()) io.note(`still training: ${name}`);
    await serving.close();
    return EXIT.done;
  } finally {
    release();
  }
}
