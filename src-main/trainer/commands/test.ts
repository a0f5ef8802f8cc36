import type { TestAnswer } from '../../../src-shared/api/training.ts';
import type { TestedElsewhere } from '../../../src-shared/domain/run.ts';
import { selectBackend } from '../../compute/select.ts';
import { skipWarnings } from '../../engine/training/skip-warnings.ts';
import { Attempt } from '../attempt.ts';
import type { TestInput } from '../calls.ts';
import { chooseCheckpoint } from '../choose-checkpoint.ts';
import { describeEnvironment } from '../environment.ts';
import { computeThreads } from '../experiment-data.ts';
import { openMembers } from '../open-members.ts';
import { readHistory, readRunWithPlaces } from '../read-run.ts';
import type { RunDefinition } from '../read-run.ts';
import { loadRunCode } from '../user-code/of-spec.ts';
import { stopOnSignals } from '../signals.ts';
import { takeLook } from '../take-look.ts';
import { testMasks } from '../test-masks.ts';
import { testedImages } from '../tested-images.ts';
import type { TestedImages } from '../tested-images.ts';

/**
 * Takes a checkpoint over the test side, or over other images, and writes the
 * look into the journal. `exit.json` stays: it tells of the training.
 */
export async function test(input: TestInput): Promise<TestAnswer> {
  const definition = readRunWithPlaces(input.folder, input.imagesFolder ?? null);
  const images = testedImages(input, definition);
  const attempt = await Attempt.take(input.folder, 'test', { keep: ['all'], keepEvery: null, diskLimitMb: null });
  try {
    stopOnSignals(attempt.requests);
    return images.elsewhere !== null && images.maskValues !== null ? await lookAtMasks(input, images, images.maskValues, images.elsewhere, attempt) : await look(input, definition, images, attempt);
  } finally {
    await attempt.close();
  }
}

async function look(input: TestInput, { run }: RunDefinition, images: TestedImages, attempt: Attempt): Promise<TestAnswer> {
  const chosen = chooseCheckpoint(attempt.checkpoints, input.checkpoint);
  const { codePath } = await readHistory(input.folder);
  const backend = await selectBackend({ device: run.spec.device, threads: computeThreads(run.spec), codePath });
  const code = await loadRunCode(input.folder, run);
  const begin = () => attempt.begin({ epoch: chosen.epoch, step: chosen.step, environment: describeEnvironment(backend) });
  const answer = await takeLook({ run, images, chosen, attempt, code, begin });
  if (answer === null) throw new Error('expected to see every image to test on, but was asked to stop; nothing of it is kept');
  return answer;
}

/** Of masks from elsewhere, whose images are of any size. */
async function lookAtMasks(input: TestInput, { folder, samples }: TestedImages, maskValues: readonly number[], elsewhere: TestedElsewhere, attempt: Attempt): Promise<TestAnswer> {
  const members = await openMembers([input.folder]);
  try {
    const chosen = chooseCheckpoint(attempt.checkpoints, members.all[0].checkpoint);
    const place = { epoch: chosen.epoch, step: chosen.step };
    await attempt.begin({ ...place, environment: describeEnvironment(members.backend) });
    const { values, scored, skipped } = await testMasks(members, folder, samples, maskValues, () => attempt.requests.stop() !== null);
    for (const warning of skipWarnings({ skipped }, place.epoch, place.step)) await attempt.record(warning);
    await attempt.write({ kind: 'test-looked', ...place, checkpoint: chosen.name, values, scored, elsewhere });
    return { checkpoint: chosen.name, epoch: chosen.epoch, values, scored, elsewhere };
  } finally {
    members.dispose();
  }
}
