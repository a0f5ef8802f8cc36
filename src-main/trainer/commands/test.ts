import { setImmediate } from 'node:timers/promises';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { selectBackend } from '../../compute/select.ts';
import { testExperiment } from '../../engine/experiment/test.ts';
import { Attempt } from '../attempt.ts';
import type { TestAnswer, TestInput } from '../calls.ts';
import { describeEnvironment } from '../environment.ts';
import { loaderThreads, openData } from '../experiment-data.ts';
import { readHistory, readRun } from '../read-run.ts';
import type { RunDefinition } from '../read-run.ts';
import { stopOnSignals } from '../signals.ts';

/** Takes a checkpoint over the test side and writes the look into the journal. `exit.json` stays: it tells of the training. */
export async function test(input: TestInput): Promise<TestAnswer> {
  const definition = readRun(input.folder);
  if (definition.split.test.length === 0) {
    throw new BadInput(`expected a test side in ${input.folder}, but its split has none`, { help: 'Set images aside with split.test, or name a test side in the data, and train anew.' });
  }
  const attempt = await Attempt.take(input.folder, 'test', ['all']);
  try {
    stopOnSignals(attempt.requests);
    return await look(input, definition, attempt);
  } finally {
    await attempt.close();
  }
}

async function look(input: TestInput, { run, split }: RunDefinition, attempt: Attempt): Promise<TestAnswer> {
  const { spec } = run;
  const chosen = chooseCheckpoint(attempt, input.checkpoint);
  const checkpoint = attempt.checkpoints.read(chosen.name);
  const place = { epoch: chosen.epoch, step: chosen.step };
  const { codePath } = await readHistory(input.folder);
  const backend = await selectBackend({ device: spec.device, threads: 0, codePath });
  const data = await openData({ spec, folder: run.dataset.folder, sides: { test: split.test }, threads: loaderThreads(spec.loader.workers), lastEpoch: 1 });
  try {
    await attempt.begin({ ...place, environment: describeEnvironment(backend) });
    const source = data.source('test');
    if (!source) throw new Error('expected a source for the test side');
    const report = await testExperiment({
      spec,
      classes: run.classes,
      inputShape: data.inputShape,
      side: 'test',
      source,
      checkpoint,
      ...place,
      stopped: () => attempt.requests.stop() !== null,
      breathe: async () => setImmediate(),
    });
    if (!report) throw new Error('expected to see the whole test side, but was asked to stop; nothing of it is kept');
    for (const event of report.events) await attempt.record(event);
    await attempt.write({ kind: 'test-looked', ...place, checkpoint: chosen.name, values: report.values });
    return { checkpoint: chosen.name, epoch: chosen.epoch, values: report.values };
  } finally {
    await data.close();
  }
}

function chooseCheckpoint({ checkpoints }: Attempt, name: string | undefined): { readonly name: string; readonly epoch: number; readonly step: number } {
  const all = checkpoints.list();
  const chosen = name === undefined ? (checkpoints.best() ?? all.at(-1)) : all.find((each) => each.name === name);
  if (chosen) return chosen;
  throw new BadInput(`expected ${name ?? 'a checkpoint'} to test, but found ${all.map((each) => each.name).join(', ') || 'none'}`, {
    help: 'Train at least one epoch first.',
  });
}
