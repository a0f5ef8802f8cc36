import type { DenseArray } from '../../src-shared/domain/array.ts';
import { UnreadableSample } from '../engine/data/dataset.ts';
import type { Dataset } from '../engine/data/dataset.ts';
import { preparedDataset } from '../engine/data/prepared.ts';
import { predict } from '../engine/experiment/predict.ts';
import type { Predicted } from '../engine/experiment/predict.ts';
import { createBatchSource } from '../engine/loading/batch-source.ts';
import { sequentialOrder } from '../engine/sampling/sequential.ts';
import type { Input } from '../files/find-inputs.ts';
import { readInput } from '../files/read-input.ts';
import type { PredictNews, Tell } from './calls.ts';
import { fitImages } from './fit-images.ts';
import type { Member, Members } from './open-members.ts';

/** Images of one round: runs that prepare images differently read them one after the other. */
const ROUND = 64;

/** Predicts the class of each image, or its numbers; what several runs say is averaged. */
export async function predictClasses({ all, task, classes }: Members, inputs: readonly Input[], mirrorAxes: readonly number[], tell: Tell<PredictNews>): Promise<void> {
  const groups = [...Map.groupBy(all, ({ run, inputShape }) => JSON.stringify([run.spec.prepare, inputShape])).values()];
  for (let at = 0; at < inputs.length; at += ROUND) {
    const round = inputs.slice(at, at + ROUND);
    const answers = new Map<string, Answer>(round.map(({ path }) => [path, { sum: classes.map(() => 0), reason: null }]));
    for (const group of groups) {
      for await (const line of predict({ networks: group.map(({ network }) => network), classes: classes.length, source: sourceOf(group, round), mirrorAxes, numbers: task === 'regression' })) {
        answers.set(line.path, withLine(answers.get(line.path) ?? { sum: [], reason: null }, line, group.length / all.length));
      }
    }
    for (const [path, answer] of answers) await tell(newsOf(path, answer, task, classes));
  }
}

interface Answer {
  /** By class number. */
  readonly sum: readonly number[];
  /** Why one of the groups could not read it. */
  readonly reason: string | null;
}

/** @param share of the group in all runs. */
function withLine(answer: Answer, line: Predicted, share: number): Answer {
  if (line.kind === 'failed') return { ...answer, reason: line.reason };
  return { ...answer, sum: answer.sum.map((value, label) => value + share * (line.probabilities[label] ?? 0)) };
}

function newsOf(path: string, { sum, reason }: Answer, task: Members['task'], classes: readonly string[]): PredictNews {
  if (reason !== null) return { kind: 'failed', input: path, reason };
  const named = Object.fromEntries(classes.map((each, place) => [each, sum[place] ?? 0]));
  const nothing = { input: path, output: '', picture: null, class: null, probabilities: null, values: null, pixels: null, shape: null, millilitres: null };
  if (task === 'regression') return { kind: 'done', image: { ...nothing, values: named } };
  const name = classes[sum.indexOf(Math.max(...sum))] ?? '';
  return { kind: 'done', image: { ...nothing, class: name, probabilities: named } };
}

function sourceOf([first]: readonly Member[], inputs: readonly Input[]) {
  if (!first) throw new Error('expected a run in each group');
  const { run, inputShape } = first;
  const prepared = preparedDataset(inputDataset(inputs, inputShape.length), fitImages(run.spec.prepare, inputShape));
  return createBatchSource({
    dataset: ofShape(prepared, inputShape),
    sampler: sequentialOrder(inputs.length),
    batchSize: run.spec.validation.batchSize,
    batchesPerEpoch: 'auto',
    dropLast: false,
    unreadable: 'leave-out',
  });
}

const UNKNOWN: DenseArray = { data: Int32Array.of(-1), shape: [], dtype: 'int32' };

/** Files that belong to no dataset, each known by its path. @param axes of an image of the run, its channels among them. */
export function inputDataset(inputs: readonly Input[], axes: number): Dataset {
  return {
    length: inputs.length,
    labels: new Int32Array(inputs.length).fill(-1),
    read: async (index) => {
      const input = inputs[index];
      if (!input) throw new Error(`expected an image from 0 to ${inputs.length - 1}, but found ${index}`);
      const { path } = input;
      const { image } = await readInput(input);
      if (image.shape.length === axes) return { key: path, path, arrays: { image, label: UNKNOWN }, geometry: image.geometry };
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
