import { resolve } from 'node:path';
import type { ExportFormat } from '../../../../src-shared/api/models.ts';
import type { Context } from '../context.ts';
import { withServices } from '../context.ts';
import { askForCode } from '../ask-for-code.ts';
import { findRun } from '../find-run.ts';
import { EXIT } from '../io.ts';
import type { ExitCode } from '../io.ts';

export interface ExportOptions {
  readonly format: ExportFormat;
  readonly output: string;
  readonly trust: boolean;
}

/** Writes a run's network for other programs. */
export async function exportRun(context: Context, word: string, { format, output, trust }: ExportOptions): Promise<ExitCode> {
  const { io } = context;
  return withServices(context, async (services) => {
    const { id: runId } = await findRun(services, word);
    await askForCode(services, { runId }, trust, io);
    const written = await services.api.models.export({ runId, format, outputId: services.folder(resolve(output)).folderId });
    io.answer({ run: runId, format, ...written }, `${written.files.join(', ')} in ${written.folder}`);
    return EXIT.done;
  });
}
