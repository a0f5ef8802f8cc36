import type { StudyKind } from '../../../../src-shared/domain/run-study.ts';
import { BadInput } from '../../../../src-shared/lib/bad-input.ts';
import { partitionProblem } from '../../../../src-shared/lib/partition-problem.ts';
import type { RunFile, SplitFile } from '../../../../src-shared/schema/run-file.ts';
import { isUnreadable, readRunFile, readSplitFile } from '../../../store/run-files.ts';
import type { DecidedRun } from '../../../trainer/launch.ts';

/** The runs that a k-fold or repeat has already, of which one more is to be made. */
export interface Siblings {
  readonly kind: StudyKind;
  /** What the study is called. */
  readonly name: string;
  /** Which of its runs is to be made. */
  readonly member: number;
  readonly runs: readonly { readonly member: number; readonly folder: string }[];
}

/**
 * Before anything of the run is on disk, where others would find it at once. A
 * sibling whose folder is damaged or gone is left out: those that can be read
 * stand for it, since all were made of one split.
 *
 * @throws BadInput if its images, its first weights or its split do not go with
 * those of the runs beside it, or none of these can be read.
 */
export async function expectSiblings({ run, split }: Pick<DecidedRun, 'run' | 'split'>, { kind, name, member, runs }: Siblings): Promise<void> {
  let compared = 0;
  let cause: unknown;
  for (const sibling of runs) {
    const read = await readSibling(sibling.folder);
    if (!read.ok) {
      cause ??= read.cause;
      continue;
    }
    compared += 1;
    const { file, split: other } = read;
    if (startHashes(run) !== startHashes(file)) {
      throw new BadInput(`expected the weights at ${run.spec.startFrom} as they were when "${name}" was started, but they have changed: its runs could not be compared`, { help: 'Start it anew.' });
    }
    if (run.dataset.fingerprint !== file.dataset.fingerprint) {
      throw new BadInput(`expected the images of "${file.dataset.name}" as they were when "${name}" was started, but they have changed: a run on them would be tested on what others were trained on`, { help: 'Start it anew.' });
    }
    const problem = partitionProblem(kind, split, other);
    if (problem !== null) {
      throw new BadInput(`expected run ${member} of "${name}" to divide the samples as the others do, but beside run ${sibling.member}, ${problem}: groups, classes or the split have changed since it was started`, { help: 'Start it anew as a whole.' });
    }
  }
  if (compared === 0) throw new BadInput(`expected the files of a run of "${name}", to see whether run ${member} goes with it, but none can be read`, { cause, help: 'Start it anew as a whole.' });
}

type ReadSibling = { readonly ok: true; readonly file: RunFile; readonly split: SplitFile } | { readonly ok: false; readonly cause?: unknown };

async function readSibling(folder: string): Promise<ReadSibling> {
  try {
    const file = await readRunFile(folder);
    const split = await readSplitFile(folder);
    return file && split ? { ok: true, file: file.value, split } : { ok: false };
  } catch (cause) {
    if (!isUnreadable(cause)) throw cause;
    return { ok: false, cause };
  }
}

/** Names the weights that a run begins with, whatever they are called. */
function startHashes({ start }: Pick<RunFile, 'start'>): string {
  return (start?.files ?? []).map(({ sha256 }) => sha256).join();
}
