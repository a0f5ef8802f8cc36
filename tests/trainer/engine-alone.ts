/**
 * The engine in plain Node, nothing of it bundled and no trainer around it:
 * trains what a run folder says and prints every event as a line.
 *
 *     node engine-alone.ts <run folder> [code path]
 */
import { trainExperiment } from '../../src-main/engine/experiment/train.ts';
import { selectBackend } from '../../src-main/compute/select.ts';
import { openData } from '../../src-main/trainer/experiment-data.ts';
import { readRunWithPlaces } from '../../src-main/trainer/read-run.ts';
import { toldOf } from './told.ts';

const [folder = '', codePath = null] = process.argv.slice(2);
const { run, split } = readRunWithPlaces(folder);
await selectBackend({ device: run.spec.device, threads: 1, codePath });
const data = await openData({ spec: run.spec, folder: run.dataset.folder, sides: { train: split.train, val: split.val }, threads: 0, lastEpoch: run.spec.training.epochs });
const train = data.source('train');
if (!train) throw new Error('expected images to train on');
const events = trainExperiment({
  spec: run.spec,
  classes: run.classes,
  inputShape: data.inputShape,
  train,
  val: data.source('val'),
  samples: { train: split.train.length, val: split.val.length, test: split.test.length },
  requests: { stop: () => null, takeCheckpoint: () => false },
  resume: null,
});
for await (const event of events) process.stdout.write(`${JSON.stringify(toldOf(event))}\n`);
await data.close();
process.exit();
