import type { AuditCheck, AuditReport } from '../../../src-shared/domain/audit.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { writeAtomically } from '../../threads/atomic-file.ts';
import { checkOverfit, checkShuffled } from '../audit/learning.ts';
import { checkSides } from '../audit/sides.ts';
import { checkStart } from '../audit/start.ts';
import { checkValidation } from '../audit/validation.ts';
import type { AuditInput, AuditNews, Tell } from '../calls.ts';
import { CheckpointFolder } from '../checkpoint-folder.ts';
import { chooseCheckpoint } from '../choose-checkpoint.ts';
import { openMembers } from '../open-members.ts';
import { readRunAsItIs, withPlaces } from '../read-run.ts';
import { runPaths } from '../run-folder.ts';
import { loadRunCode } from '../user-code/of-spec.ts';

/**
 * Looks whether a run can be trusted, and keeps what was found in it.
 *
 * The test side is not predicted: only its pixels are compared with those of
 * the others, which is no look at how well the run does.
 */
export async function audit({ folder, imagesFolder = null }: AuditInput, tell: Tell<AuditNews>): Promise<AuditReport> {
  const paths = runPaths(folder);
  const { run, split: sealed, isUntouched } = readRunAsItIs(folder, imagesFolder);
  if (run.classes.length < 2) throw new BadInput('expected a run that tells classes of images or pixels, but found one that tells numbers', { help: 'Only such runs can be audited so far.' });
  const split = withPlaces(folder, sealed);
  const { name, epoch } = chooseCheckpoint(CheckpointFolder.look(paths.checkpoints), undefined);
  const members = await openMembers([folder], imagesFolder);
  const checks: AuditCheck[] = [];
  try {
    await tell({ name: 'sides' });
    checks.push(await checkSides(run, split, isUntouched));
    if (run.start) checks.push(checkStart(run, split));
    await tell({ name: 'validation' });
    checks.push(await checkValidation(folder, members, epoch, split));
  } finally {
    members.dispose();
  }
  const audited = { run, split, code: await loadRunCode(folder, run) };
  await tell({ name: 'overfit' });
  checks.push(await checkOverfit(audited));
  await tell({ name: 'shuffled' });
  checks.push(await checkShuffled(audited));
  const report: AuditReport = { run: run.id, checkpoint: name, timeMs: Date.now(), passed: checks.every(({ passed }) => passed), checks };
  writeAtomically(paths.audit, `${JSON.stringify(report, null, 1)}\n`);
  return report;
}
