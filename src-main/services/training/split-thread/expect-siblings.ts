import type { StudyKind } from '../../../../src-shared/domain/run-study.ts';
import { BadInput } from '../../../../src-shared/lib/bad-input.ts';
import { partitionProblem } from '../../../../src-shared/lib/partition-problem.ts';
import type { RunFile } from '../../../../src-shared/schema/run-file.ts';
import { readRunFile, readSplitFile } from '../../../store/run-files.ts';
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
 * Before anything of the run is on disk, where others would find it at once.
 *
 * @throws BadInput if its images, its first weights or its split do not go with
 * those of the runs beside it.
 */
export async function expectSiblings({ run, split }: Pick<DecidedRun, 'run' | 'split'>, { kind, name, member, runs }: Siblings): Promise<void> {
  for (const sibling of runs) {
    const file = (await readRunFile(sibling.folder))?.value;
    const other = await readSplitFile(sibling.folder);
    if (!file || !other) continue;
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
}

/** Names the weights that a run begins with, whatever they are called. */
function startHashes({ start }: Pick<RunFile, 'start'>): string {
  return (start?.files ?? []).map(({ sha256 }) => sha256).join();
}
