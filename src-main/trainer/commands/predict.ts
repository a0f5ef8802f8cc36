import type { DenseArray } from '../../../src-shared/domain/array.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { inputShapeOf } from '../../../src-shared/schema/checkpoint-file.ts';
import { selectBackend } from '../../compute/select.ts';
import { preparedDataset } from '../../engine/data/prepared.ts';
import { UnreadableSample } from '../../engine/data/dataset.ts';
import type { Dataset } from '../../engine/data/dataset.ts';
import { predict as predictAll } from '../../engine/experiment/predict.ts';
import { createBatchSource } from '../../engine/loading/batch-source.ts';
import { sequentialOrder } from '../../engine/sampling/sequential.ts';
import { readImage } from '../../files/read-sample.ts';
import type { PredictInput, PredictOutput } from '../calls.ts';
import { CheckpointFolder } from '../checkpoint-folder.ts';
import { chooseCheckpoint } from '../choose-checkpoint.ts';
import { computeThreads } from '../experiment-data.ts';
import { fitImages } from '../fit-images.ts';
import { readHistory, readRun } from '../read-run.ts';
import { loadRunCode } from '../user-code/of-spec.ts';
import { runPaths } from '../run-folder.ts';

/**
 * Predicts the class of images by a run's best checkpoint, prepared as its own
 * were and brought to their size. Looks at the run, and writes nothing to it:
 * no label is known, so this is no look at a test side.
 */
export async function predict({ folder, files }: PredictInput): Promise<PredictOutput> {
  const { run } = readRun(folder);
  if (run.maskValues) throw new BadInput(`expected a run that tells classes of whole images, but "${run.spec.name}" finds masks: predicting masks is not offered yet`);
  const checkpoints = CheckpointFolder.look(runPaths(folder).checkpoints);
  const { name } = chooseCheckpoint(checkpoints, undefined);
  const checkpoint = checkpoints.read(name);
  const { codePath } = await readHistory(folder);
  await selectBackend({ device: run.spec.device, threads: computeThreads(run.spec), codePath });
  const code = await loadRunCode(folder, run);
  const inputShape = inputShapeOf(checkpoint.model) ?? [];
  const prepared = preparedDataset(fileDataset(files, inputShape.length), fitImages(run.spec.prepare, inputShape));
  const source = createBatchSource({
    dataset: ofShape(prepared, inputShape),
    sampler: sequentialOrder(files.length),
    batchSize: run.spec.validation.batchSize,
    batchesPerEpoch: 'auto',
    dropLast: false,
    unreadable: 'leave-out',
  });
  const outputs: PredictOutput['outputs'][number][] = [];
  const failed: PredictOutput['failed'][number][] = [];
  for await (const answer of predictAll({ spec: run.spec, classes: run.classes, inputShape, source, checkpoint, code: code.loaded })) {
    if (answer.kind === 'failed') failed.push({ path: answer.path, reason: answer.reason });
    else outputs.push({ path: answer.path, predicted: answer.predicted, probabilities: answer.probabilities });
  }
  return { checkpoint: name, classes: run.classes, outputs, failed };
}

const UNKNOWN: DenseArray = { data: Int32Array.of(-1), shape: [], dtype: 'int32' };

/** Files that belong to no dataset, each known by its path. @param axes of an image of the run, its channels among them. */
function fileDataset(files: readonly string[], axes: number): Dataset {
  return {
    length: files.length,
    labels: new Int32Array(files.length).fill(-1),
    read: async (index) => {
      const path = files[index] ?? '';
      const image = await readImage(path);
      if (image.shape.length === axes) return { key: path, path, arrays: { image, label: UNKNOWN } };
      throw new UnreadableSample(path, { cause: new Error(`expected ${axes === 3 ? 'an image' : 'a volume'}, as the run was trained on, but found one of ${image.shape.slice(0, -1).join(' × ')}`) });
    },
  };
}

/** What cannot be brought to the network's shape is one image that fails, not the end of the others. */
function ofShape(dataset: Dataset, shape: readonly number[]): Dataset {
  return {
    ...dataset,
    read: async (index, signal) => {
      const sample = await dataset.read(index, signal);
      const found = sample.arrays['image']?.shape ?? [];
      if (found.join() === shape.join()) return sample;
      throw new UnreadableSample(sample.path, { cause: new Error(`expected an image that is ${shape.join(' × ')} (height × width × channels) once prepared, as the run was trained on, but found ${found.join(' × ')}`) });
    },
  };
}
