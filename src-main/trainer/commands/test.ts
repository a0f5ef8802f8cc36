import type { TestAnswer } from '../../../src-shared/api/training.ts';
import { selectBackend } from '../../compute/select.ts';
import { Attempt } from '../attempt.ts';
import type { TestInput } from '../calls.ts';
import { chooseCheckpoint } from '../choose-checkpoint.ts';
import { describeEnvironment } from '../environment.ts';
import { computeThreads } from '../experiment-data.ts';
import { readHistory, readRun } from '../read-run.ts';
import type { RunDefinition } from '../read-run.ts';
import { loadRunCode } from '../user-code/of-spec.ts';
import { stopOnSignals } from '../signals.ts';
import { takeLook } from '../take-look.ts';
import { testedImages } from '../tested-images.ts';
import type { TestedImages } from '../tested-images.ts';

/**
 * Takes a checkpoint over the test side, or over other images, and writes the
 * look into the journal. `exit.json` stays: it tells of the training.
 */
export async function test(input: TestInput): Promise<TestAnswer> {
  const definition = readRun(input.folder, input.imagesFolder ?? null);
  const images = testedImages(input, definition);
  const attempt = await Attempt.take(input.folder, 'test', { keep: ['all'], keepEvery: null, diskLimitMb: null });
  try {
    stopOnSignals(attempt.requests);
    return await look(input, definition, images, attempt);
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
