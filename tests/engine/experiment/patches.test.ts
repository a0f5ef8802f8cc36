import { describe, expect, it } from 'vitest';
import type { Sample } from '../../../src-shared/domain/sample.ts';
import type { Checkpoint, TrainEvent } from '../../../src-shared/domain/train-event.ts';
import { random } from '../../../src-shared/lib/random.ts';
import type { ExperimentInput } from '../../../src-shared/schema/experiment.ts';
import { createAugment } from '../../../src-main/engine/augment/create.ts';
import { floatImage } from '../../../src-main/engine/data/image.ts';
import { memoryDataset } from '../../../src-main/engine/data/memory.ts';
import { preparedDataset } from '../../../src-main/engine/data/prepared.ts';
import { trainExperiment } from '../../../src-main/engine/experiment/train.ts';
import { createBatchSource } from '../../../src-main/engine/loading/batch-source.ts';
import type { DenseArray } from '../../../src-shared/domain/array.ts';
import type { Batch } from '../../../src-main/engine/loading/batch.ts';
import { patchCutter } from '../../../src-main/engine/loading/cut-patch.ts';
import type { ClosureResult } from '../../../src-main/engine/models/contract.ts';
import { closureByWindows } from '../../../src-main/engine/models/closure-by-windows.ts';
import { createNetwork } from '../../../src-main/engine/models/create-network.ts';
import { createCriterion } from '../../../src-main/engine/losses/create-criterion.ts';
import { createSampler } from '../../../src-main/engine/sampling/create.ts';
import type { TrainingRequests } from '../../../src-main/engine/training/request.ts';
import { criterionSchema } from '../../../src-shared/schema/experiment/criterion.ts';
import { modelSchema } from '../../../src-shared/schema/experiment/model.ts';
import { noLeaks } from '../../helpers/no-leaks.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';
import { array, sample } from '../../helpers/samples.ts';
import { NO_REQUESTS, lastCheckpoint, ofKind, stopFrom, toySpec } from '../../helpers/toy-experiment.ts';

usePlainBackend();

const CLASSES = ['background', 'bright'];
const MODEL = { kind: 'unet2d' as const, features: [3, 4], normalisation: 'instance' as const };

/** Noisy images of several sizes in which a bright square is to be found. */
function squares(count: number, seed: number): Sample[] {
  return Array.from({ length: count }, (_, i) => {
    const next = random(seed, 'demo', 0, i);
    const lengths = [9 + (i % 4), 8 + (i % 3)];
    const [height = 1, width = 1] = lengths;
    const [top, left] = [Math.floor(next() * (height - 3)), Math.floor(next() * (width - 3))];
    const isBright = (k: number) => Math.floor(k / width) - top >= 0 && Math.floor(k / width) - top < 3 && (k % width) - left >= 0 && (k % width) - left < 3;
    const label = Int32Array.from({ length: height * width }, (__, k) => Number(isBright(k)));
    return sample(`${seed}-${i}`, floatImage(Float32Array.from(label, (value) => value + 0.2 * next()), [height, width, 1]), 0, { label: array(label, [height, width, 1], 'int32') });
  });
}

interface Trial {
  readonly loader?: ExperimentInput['loader'];
  readonly prepare?: ExperimentInput['prepare'];
  readonly inputShape: readonly number[];
  readonly requests?: TrainingRequests;
  readonly resume?: Checkpoint | null;
}

/** What a trainer does with an experiment, from its own parts. */
async function train({ loader = {}, prepare = [], inputShape, requests = NO_REQUESTS, resume = null }: Trial): Promise<TrainEvent[]> {
  const spec = toySpec({ loader: { batchSize: 2, ...loader }, prepare, model: MODEL, augment: [{ kind: 'mirror', axes: [0, 1] }], validation: { batchSize: 3 }, training: { epochs: 2, optimizer: { kind: 'adam', learningRate: 0.02 } } });
  const { patch, batchSize, sampler } = spec.loader;
  const [train, val] = [squares(7, 1), squares(3, 2)].map((samples) => preparedDataset(memoryDataset(samples), spec.prepare)) as [ReturnType<typeof memoryDataset>, ReturnType<typeof memoryDataset>];
  const { change } = createAugment(spec.augment, spec.seed);
  const cut = patch ? patchCutter(patch, batchSize, spec.seed) : (each: Sample) => each;
  const common = { batchesPerEpoch: 'auto', dropLast: false } as const;
  const events: TrainEvent[] = [];
  const stream = trainExperiment({
    spec,
    classes: CLASSES,
    inputShape,
    train: createBatchSource({ ...common, dataset: train, sampler: createSampler(sampler, train.labels, batchSize), batchSize, unreadable: 'replace', change: (each, epoch, position) => change(cut(each, epoch, position), epoch, position) }),
    val: createBatchSource({ ...common, dataset: val, sampler: createSampler({ kind: 'sequential' }, val.labels, 1), batchSize: 1, unreadable: 'leave-out' }),
    samples: { train: 7, val: 3, test: 0 },
    requests,
    resume,
  });
  for await (const event of stream) events.push(structuredClone(event));
  return events;
}

const lossesOf = (events: readonly TrainEvent[]) => ofKind(events, 'batch').map(({ values }) => values['train_loss']);
const valuesOf = (events: readonly TrainEvent[]) => ofKind(events, 'epoch-ended').map(({ values }) => values);
const PATCHED = { loader: { patch: { size: [6, 5], foreground: 0.5 } }, inputShape: [6, 5, 1] } as const satisfies Trial;

describe('training on patches', () => {
  it('of the size that whole images would be padded to learns as from the whole ones, and validates to the same values', async () => {
    const size = [12, 11];
    const whole = await train({ prepare: [{ kind: 'pad', size }], inputShape: [...size, 1] });
    const patched = await train({ loader: { patch: { size } }, inputShape: [...size, 1] });
    expect(lossesOf(patched)).toEqual(lossesOf(whole));
    expect(lossesOf(patched)).toHaveLength(8);
    const [expected, found] = [valuesOf(whole), valuesOf(patched)];
    for (const [epoch, values] of expected.entries()) {
      expect(Object.keys(found[epoch] ?? {})).toEqual(Object.keys(values));
      for (const [name, value] of Object.entries(values)) expect(found[epoch]?.[name], name).toBeCloseTo(value, 5);
    }
  });

  it('smaller than the images learns, and scores, draws and tells of whole cases', async () => {
    const events = await noLeaks(() => train(PATCHED));
    const [first, last] = valuesOf(events);
    expect(last?.['train_loss']).toBeLessThan(first?.['train_loss'] ?? 0);
    expect(last?.['val_loss']).toBeLessThan(first?.['val_loss'] ?? 0);
    const counted = ofKind(events, 'confusion').filter(({ side, epoch }) => side === 'val' && epoch === 2);
    const pixels = squares(3, 2).reduce((sum, { arrays }) => sum + (arrays['label']?.data.length ?? 0), 0);
    expect(counted[0]?.counts.reduce((sum, count) => sum + count, 0)).toBe(pixels);
    const cases = ofKind(events, 'prediction').filter(({ side, epoch }) => side === 'val' && epoch === 2);
    const mean = cases.reduce((sum, { scores }) => sum + (scores?.['dice'] ?? 0), 0) / 3;
    expect(cases).toHaveLength(3);
    expect(last?.['val_dice']).toBeCloseTo(mean, 10);
    // Four pictures in a square, with a gap of two.
    expect(ofKind(events, 'image').map(({ picture: { height, width } }) => [height, width])).toContainEqual([2 * 9 + 2, 2 * 8 + 2]);
  });

  it.each([4, 11])('goes on with the same patches after it was stopped, look %i', async (look) => {
    const whole = await train(PATCHED);
    const before = await train({ ...PATCHED, requests: stopFrom(look, 'now') });
    const after = await train({ ...PATCHED, resume: lastCheckpoint(before) });
    expect([...lossesOf(before), ...lossesOf(after)]).toEqual(lossesOf(whole));
    expect(lastCheckpoint(after).weights).toEqual(lastCheckpoint(whole).weights);
    expect([...valuesOf(before), ...valuesOf(after)]).toEqual(valuesOf(whole));
  });
});

describe('a whole case in windows', () => {
  const network = () => createNetwork(modelSchema.parse(MODEL), [8, 12, 1], 2, 1);
  const criterions = { 'dice-ce': createCriterion(criterionSchema.parse({ kind: 'dice-ce' }), 2) };
  const batchOf = ({ arrays, key, path }: Sample): Batch => ({
    size: 1,
    arrays: Object.fromEntries(Object.entries(arrays).map(([name, each]) => [name, { ...each, shape: [1, ...each.shape] }])),
    samples: [{ key, path }],
    skipped: [],
    release: () => undefined,
  });
  const volume = (lengths: readonly number[]): Sample => {
    const next = random(3, 'demo', 0, 0);
    const count = (lengths[0] ?? 1) * (lengths[1] ?? 1);
    return sample(0, floatImage(Float32Array.from({ length: count }, next), [...lengths, 1]), 0, { label: array(Int32Array.from({ length: count }, (_, i) => i % 2), [...lengths, 1], 'int32') });
  };

  const hooks = (goesOn = () => Promise.resolve(true)) => {
    const losses: number[] = [];
    return { losses, goesOn, onWindows: ({ lossValues }: ClosureResult) => void losses.push(lossValues['val_loss'] ?? Number.NaN) };
  };

  it('that fits into one has the logits and the loss of the network itself', async () => {
    await noLeaks(async () => {
      const own = network();
      const batch = batchOf(volume([8, 12]));
      const data = own.prepareBatch(batch, 'default', 'default');
      const expected = await own.closure(data, { criterions });
      const seen = hooks();
      const found = await closureByWindows(own, { size: [8, 12], batchSize: 2, classes: 2 }, batch, { criterions }, seen);
      expect(seen.losses).toEqual([expected.lossValues['val_loss']]);
      const wanted = await expected.predictions['pred']?.data();
      expect(found?.logits).toHaveLength(8 * 12 * 2);
      found?.logits.forEach((value, i) => expect(value).toBeCloseTo(wanted?.[i] ?? Number.NaN, 5));
      for (const tensors of [data, expected.predictions]) Object.values(tensors).forEach((tensor) => tensor.dispose());
      own.dispose();
    });
  });

  it('that is larger has the losses of its windows, each of the image and the mask in the same box', async () => {
    const own = network();
    const batch = batchOf(volume([12, 12]));
    const { image, label } = batch.arrays;
    const lossAt = async (row: number) => {
      const rows = (each: DenseArray | undefined): DenseArray => ({ ...(each as DenseArray), data: (each as DenseArray).data.slice(row * 12, (row + 8) * 12), shape: [1, 8, 12, 1] });
      const data = own.prepareBatch({ ...batch, arrays: { image: rows(image), label: rows(label) } }, 'default', 'default');
      return (await own.closure(data, { criterions })).lossValues['val_loss'] ?? Number.NaN;
    };
    const seen = hooks();
    await closureByWindows(own, { size: [8, 12], batchSize: 1, classes: 2 }, batch, { criterions }, seen);
    expect(seen.losses).toEqual([await lossAt(0), await lossAt(4)]);
  });

  it('is taken through the network\'s own closure, with the same box of every array that lies over the image', async () => {
    const own = network();
    const { arrays, ...rest } = batchOf(volume([8, 18]));
    const seen: (readonly number[])[][] = [];
    const closure = own.closure.bind(own);
    own.closure = (data, options) => {
      seen.push(['image', 'label', 'weight', 'age'].map((name) => data[name]?.shape ?? []));
      return closure(data, options);
    };
    const weight = array(new Float32Array(144).fill(1), [1, 8, 18, 1], 'float32');
    const age = array(Float32Array.of(61), [1], 'float32');
    const found = await closureByWindows(own, { size: [8, 12], batchSize: 2, classes: 2 }, { ...rest, arrays: { ...arrays, weight, age } }, { criterions }, hooks());
    expect(found?.lengths).toEqual([8, 18]);
    expect(seen).toEqual([[[2, 8, 12, 1], [2, 8, 12], [2, 8, 12], [2]]]);
  });

  it('is given up between windows where nobody waits for it any more', async () => {
    await noLeaks(async () => {
      const own = network();
      let asked = 0;
      expect(await closureByWindows(own, { size: [8, 12], batchSize: 1, classes: 2 }, batchOf(volume([30, 30])), { criterions }, hooks(() => Promise.resolve(++asked < 3)))).toBeNull();
      expect(asked).toBe(3);
      own.dispose();
    });
  });
});
