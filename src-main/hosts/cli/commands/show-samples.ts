import { join } from 'node:path';
import { parseAlias } from '../../../../src-shared/lib/alias.ts';
import { BadInput } from '../../../../src-shared/lib/bad-input.ts';
import type { Services } from '../../../services/contract.ts';
import type { Context } from '../context.ts';
import { withServices } from '../context.ts';
import { findRun } from '../find-run.ts';
import { EXIT } from '../io.ts';
import type { ExitCode } from '../io.ts';
import { table } from '../table.ts';

/** Files of one content that are told; a dataset may hold an empty image a thousand times. */
const MOST_ALIKE = 20;

/** The files behind a name, and how many more with the same contents are not told. */
interface NamedFiles {
  readonly name: string;
  readonly files: readonly string[];
  readonly more: number;
}

/** Tells which files stand behind the names that a run has for its samples: its folder alone does not know. */
export async function showSamples(context: Context, word: string, names: readonly string[]): Promise<ExitCode> {
  return withServices(context, async (services) => {
    const { datasetId } = await services.api.runs.get({ runId: (await findRun(services, word)).id });
    if (datasetId === null) throw new BadInput(`expected the dataset of "${word}" to be in the app, but it is not`, { help: 'Index its folder: delira index.' });
    const samples = await Promise.all(names.map(async (name) => ({ name, ...(await filesOf(services, datasetId, name)) })));
    context.io.answer({ samples }, table(['sample', 'file'], samples.flatMap(sampleRows)));
    return EXIT.done;
  });
}

export function sampleRows({ name, files, more }: NamedFiles): readonly (readonly string[])[] {
  return [...files.map((file) => [name, file]), ...(more > 0 ? [[name, `… and ${more} more with the same contents`]] : [])];
}

/** More than one where files are the same; and how many are not told. */
async function filesOf({ api }: Services, datasetId: string, name: string): Promise<Omit<NamedFiles, 'name'>> {
  const { folder } = await api.datasets.get({ datasetId });
  if (parseAlias(name) === null) throw new BadInput(`expected a name that a run has for a sample, such as sample-20b47f179fc41f2c, but found ${name}`);
  const { total, rows } = await api.datasets.samples({ datasetId, filter: { search: name }, offset: 0, limit: MOST_ALIKE });
  if (rows.length === 0) throw new BadInput(`expected a sample of ${folder} behind ${name}, but found none`, { help: 'The file may be gone, or have other contents by now.' });
  return { files: rows.map(({ path }) => join(folder, path)), more: total - rows.length };
}
