import type { ResolvedExperiment } from '../../src-shared/domain/experiment.ts';
import { resolveExperiment } from '../../src-shared/lib/resolve-experiment.ts';
import { experimentSchema } from '../../src-shared/schema/experiment.ts';
import type { ExperimentInput } from '../../src-shared/schema/experiment.ts';
import type { SplitSample } from '../../src-shared/schema/run-file.ts';
import type { RunPlan } from '../../src-main/trainer/launch.ts';

export interface PlanOptions {
  /** Of the pictures. */
  readonly folder: string;
  readonly samples: readonly SplitSample[];
  readonly classes?: readonly string[];
  readonly spec?: Partial<ExperimentInput>;
}

/** A run, on the pictures of `writePictures` unless others are given: of each ten, six to train, two to validate and two to test on. */
export function runPlan({ folder, samples, classes = ['dark', 'bright'], spec = {} }: PlanOptions): RunPlan {
  const side = (from: number, to: number) => samples.filter((_, i) => i % 10 >= from && i % 10 < to);
  const split = { train: side(0, 6), val: side(6, 8), test: side(8, 10) };
  const count = (part: readonly SplitSample[]) => ({ samples: part.length, groups: 0, byClass: classes.map((_, label) => part.filter((each) => each.label === label).length) });
  return {
    spec: resolvedSpec(folder, spec),
    dataset: { id: null, name: 'two kinds', folder, fingerprint: 'f'.repeat(64) },
    classes,
    split,
    counts: { train: count(split.train), val: count(split.val), test: count(split.test) },
    appVersion: '0.0.0',
  };
}

/** A small network that learns to tell dark from bright in a few steps. */
export function resolvedSpec(folder: string, change: Partial<ExperimentInput> = {}): ResolvedExperiment {
  const input: ExperimentInput = {
    name: 'Two kinds',
    dataset: { folder },
    loader: { batchSize: 8, workers: 1 },
    model: { kind: 'cnn', filters: [4], dense: 8, dropout: 0.2 },
    augment: [{ kind: 'mirror' }, { kind: 'contrast', probability: 0.5 }],
    training: { epochs: 3, optimizer: { kind: 'adam', learningRate: 0.01 }, logImages: { everyEpochs: 1, count: 2 } },
    device: 'cpu',
    ...change,
  };
  const facts = { name: 'two kinds', shapes: [{ shape: [12, 12, 1], count: 1 }], dtypes: [{ dtype: 'uint8' as const, count: 1 }], sides: [], groups: 0, hasValidation: true };
  return resolveExperiment(experimentSchema.parse(input), facts);
}
