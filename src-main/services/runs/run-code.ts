import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import type { RunFile } from '../../../src-shared/schema/run-file.ts';
import { readRunFile } from '../../store/run-files.ts';

/**
 * The code of the user's that a run keeps, which is read before anything is done with it.
 *
 * @throws BadInput if the run's folder is not there.
 */
export async function runCode({ folder, name }: { readonly folder: string; readonly name: string }): Promise<NonNullable<RunFile['code']>> {
  const file = await readRunFile(folder);
  if (file === null) throw new BadInput(`expected the folder of the run "${name}" at ${folder}, but it is not there`, { help: 'Connect its disk, or bring the folder back.' });
  return file.value.code ?? [];
}
