import type { AuditCheck } from '../../../src-shared/domain/audit.ts';
import type { ResolvedExperiment } from '../../../src-shared/domain/experiment.ts';
import type { DenseArray } from '../../../src-shared/domain/array.ts';
import { random } from '../../../src-shared/lib/random.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import type { RunFile, SplitFile, SplitSample } from '../../../src-shared/schema/run-file.ts';
import { spatialOf } from '../../engine/data/image.ts';
import { padTo } from '../../engine/data/prepare/pad.ts';
import { openCheck } from '../../engine/experiment/check.ts';
import { learnBriefly } from '../../engine/experiment/learn-briefly.ts';
import type { Batch, BatchSource } from '../../engine/loading/batch.ts';
import { caseScores, countPixels, meanOf } from '../../engine/metrics/case-scores.ts';
import { loaderThreads, openData } from '../experiment-data.ts';
import type { DataOptions, LoadedCode } from '../experiment-data.ts';

/** What the checks that learn are given. */
export interface Audited {
  readonly run: RunFile;
  readonly split: SplitFile;
  readonly code: LoadedCode;
}

/** One batch is small, so that it is soon known by heart. */
const BATCH = 4;
const OVERFIT_STEPS = 400;
const OVERFIT_MS = 120_000;
/** Known by heart is what has so much left of its first loss. */
const OVERFIT_SHARE = 0.2;

/** A new network learns one batch by heart: gradients reach the weights, and there are enough of those. */
export async function checkOverfit(audited: Audited): Promise<AuditCheck> {
  const { run, split, code } = audited;
  const spec = plain(run.spec, Math.min(BATCH, run.spec.loader.batchSize));
  const data = await openSides(audited, spec, { train: split.train });
  try {
    const source = data.source('train');
    if (!source) throw new BadInput('expected images to learn from, but the split gives none');
    const tried = await openCheck({ spec, classes: run.classes, inputShape: data.inputShape, source, code: code.loaded });
    try {
      const first = await tried.step();
      const began = performance.now();
      let [last, steps] = [first, 1];
      while (last > OVERFIT_SHARE * first && steps < OVERFIT_STEPS && performance.now() - began < OVERFIT_MS) {
        last = await tried.step();
        steps++;
      }
      return {
        name: 'overfit',
        passed: last <= OVERFIT_SHARE * first,
        text: `One batch: its loss went from ${first.toFixed(4)} to ${last.toFixed(4)} in ${steps} steps; a fifth of it or less was expected.`,
        numbers: { first, last, steps, batchSize: tried.batchSize },
        examples: [],
      };
    } finally {
      await tried.dispose();
    }
  } finally {
    await data.close();
  }
}

/** As many images are learnt and looked at, for as long. */
const LEARNT = 512;
const LOOKED_AT = 256;
/** Whole cases in windows take as long as hundreds of images each. */
const CASES_LOOKED_AT = 8;
const SHUFFLED_UPDATES = 300;
const SHUFFLED_MS = 90_000;
/** Deviations above chance that luck may bring. */
const LUCK = 3;
/** Of masks: how much above the masks of other images a Dice may lie, for those of one organ are alike. */
const ALIKE = 0.15;

/** A network that learns labels of other images knows no more of the validation side than chance does. */
export async function checkShuffled(audited: Audited): Promise<AuditCheck> {
  const { run, split, code } = audited;
  if (split.val.length === 0) return { name: 'shuffled', passed: false, text: 'Shuffled labels: the run has no validation side to look at.', numbers: {}, examples: [] };
  const hasMasks = run.maskValues !== undefined;
  const train = hasMasks ? split.train.slice(0, LEARNT) : shuffled(evenly(split.train, LEARNT), run.spec.seed);
  const val = evenly(split.val, run.spec.loader.patch === null ? LOOKED_AT : CASES_LOOKED_AT);
  const spec = plain(run.spec, Math.max(2, run.spec.loader.batchSize));
  const data = await openSides(audited, spec, { train, val });
  try {
    const [own, other] = [data.source('train'), data.source('val')];
    if (!own || !other) throw new Error('expected sources for both sides');
    const began = performance.now();
    const { updates, evaluation } = await learnBriefly({
      spec,
      classes: run.classes,
      inputShape: data.inputShape,
      train: hasMasks ? withMasksOfOthers(own) : own,
      val: other,
      code: code.loaded,
      enough: (done) => done >= SHUFFLED_UPDATES || performance.now() - began > SHUFFLED_MS,
    });
    const numbers = hasMasks ? { found: evaluation.values['val_dice'] ?? 0, chance: await chanceOfMasks(other, run.classes.length), margin: ALIKE } : chanceOfClasses(evaluation.confusion ?? [], run.classes.length);
    return {
      name: 'shuffled',
      passed: numbers.found <= numbers.chance + numbers.margin,
      text: `Shuffled labels: after ${updates} updates ${hasMasks ? 'Dice' : 'accuracy'} on ${val.length} validation images is ${numbers.found.toFixed(3)}; chance is ${numbers.chance.toFixed(3)}, and up to ${(numbers.chance + numbers.margin).toFixed(3)} may be luck.`,
      numbers: { ...numbers, updates },
      examples: [],
    };
  } finally {
    await data.close();
  }
}

/** The same experiment without chance in its images, and with all layers learning: frozen ones are of use only to weights from elsewhere. */
function plain(spec: ResolvedExperiment, batchSize: number): ResolvedExperiment {
  return { ...spec, augment: [], training: { ...spec.training, layers: [] }, loader: { ...spec.loader, batchSize, batchesPerEpoch: 'auto', dropLast: false } };
}

function openSides({ run, code }: Audited, spec: ResolvedExperiment, sides: DataOptions['sides']): ReturnType<typeof openData> {
  return openData({ spec, folder: run.dataset.folder, maskValues: run.maskValues ?? null, sides, threads: loaderThreads(spec.loader.workers), lastEpoch: SHUFFLED_UPDATES, code });
}

/** So many of them, from all over the list, for it may be sorted by class. */
function evenly(samples: readonly SplitSample[], most: number): readonly SplitSample[] {
  const step = Math.max(1, samples.length / most);
  return Array.from({ length: Math.min(most, samples.length) }, (_, i) => samples[Math.floor(i * step)] as SplitSample);
}

/** The labels of the samples dealt out anew. */
function shuffled(samples: readonly SplitSample[], seed: number): readonly SplitSample[] {
  const next = random(seed, 'split');
  const labels = samples.map(({ label }) => label);
  for (let i = labels.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [labels[i], labels[j]] = [labels[j] as number, labels[i] as number];
  }
  return samples.map((sample, i) => ({ ...sample, label: labels[i] as number }));
}

/** Batches in which each image has the mask of the one before it. */
function withMasksOfOthers(source: BatchSource): BatchSource {
  return {
    samples: source.samples,
    batchesPerEpoch: () => source.batchesPerEpoch(),
    epoch: async function* (epoch, from) {
      for await (const batch of source.epoch(epoch, from)) yield turned(batch);
    },
  };
}

function turned(batch: Batch): Batch {
  const { label } = batch.arrays;
  if (!label || batch.size < 2) return batch;
  const size = label.data.length / batch.size;
  const data = Int32Array.from(label.data);
  data.copyWithin(size, 0, data.length - size);
  data.set(label.data.subarray(label.data.length - size), 0);
  return { ...batch, arrays: { ...batch.arrays, label: { ...label, data, dtype: 'int32' } }, release: () => batch.release() };
}

/** The share of the most frequent class, and how far above it luck may lie with so many images. */
function chanceOfClasses(confusion: readonly number[], classes: number): { readonly found: number; readonly chance: number; readonly margin: number } {
  const rows = Array.from({ length: classes }, (_, row) => confusion.slice(row * classes, (row + 1) * classes).reduce((sum, each) => sum + each, 0));
  const total = rows.reduce((sum, each) => sum + each, 0);
  const right = rows.reduce((sum, _, i) => sum + (confusion[i * classes + i] ?? 0), 0);
  const chance = Math.max(...rows) / total;
  return { found: right / total, chance, margin: LUCK * Math.sqrt((chance * (1 - chance)) / total) };
}

/** The mean Dice that the mask of the image before has with that of each. */
async function chanceOfMasks(source: BatchSource, classes: number): Promise<number> {
  const scores: (number | null)[] = [];
  let last: DenseArray | null = null;
  for await (const batch of source.epoch(1)) {
    const { label } = batch.arrays;
    const size = (label?.data.length ?? 0) / Math.max(1, batch.size);
    for (let i = 0; label && i < batch.size; i++) {
      // Where nothing is known of one, nothing is said of the other.
      const own: DenseArray = { data: Int32Array.from(label.data.subarray(i * size, (i + 1) * size)), shape: label.shape.slice(1), dtype: 'int32' };
      // Of cases that differ in size, one is laid over the middle of the other.
      if (last !== null) scores.push(meanOf(caseScores(countPixels(own.data, Int32Array.from(padTo(last, spatialOf(own), 0).data, (value) => Math.max(0, value)), classes)).dice));
      last = own;
    }
    batch.release();
  }
  return meanOf(scores) ?? 0;
}
