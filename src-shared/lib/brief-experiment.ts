import type { ResolvedExperiment } from '../domain/experiment.ts';
import { experimentSchema } from '../schema/experiment.ts';
import type { ExperimentInput, ExperimentSpec } from '../schema/experiment.ts';

type Group = Readonly<Record<string, unknown>>;

/**
 * The defaults to hold an experiment against. The fields of a network, an
 * optimizer or a schedule come from the defaults of its own kind, the kind
 * from those of an empty file: SGD's momentum of 0.9 is no change, that it is
 * SGD is one.
 */
export function defaultsBeside({ dataset, model, training }: ResolvedExperiment): Group {
  const folder = { dataset: { folder: dataset.folder } };
  const plain = experimentSchema.parse(folder);
  const ofKinds = experimentSchema.parse({
    ...folder,
    model: { kind: model.kind },
    training: { optimizer: { kind: training.optimizer.kind }, schedule: { kind: training.schedule.kind } },
  });
  return {
    ...ofKinds,
    model: { ...ofKinds.model, kind: plain.model.kind },
    training: {
      ...ofKinds.training,
      optimizer: { ...ofKinds.training.optimizer, kind: plain.training.optimizer.kind },
      schedule: { ...ofKinds.training.schedule, kind: plain.training.schedule.kind },
    },
  };
}

/**
 * The shortest experiment that means the same: what the defaults say is left
 * out, so that a clone reads like something that a person wrote.
 */
export function briefExperiment(spec: ResolvedExperiment): ExperimentInput {
  const brief = withoutDefaults(spec, defaultsBeside(spec)) as Group | undefined;
  return { name: spec.name, dataset: { folder: spec.dataset.folder }, ...brief } as ExperimentInput;
}

/** The part of an experiment that a split is, where it differs from the defaults: nothing of one that does not. */
export function briefSplit(split: ExperimentSpec['split']): Pick<ExperimentInput, 'split'> {
  const brief = withoutDefaults(split, experimentSchema.shape.split.parse(undefined));
  return brief === undefined ? {} : { split: brief as ExperimentInput['split'] };
}

/** Undefined where nothing differs. A group that stays keeps its `kind`, which says what its fields are. */
function withoutDefaults(value: unknown, fallback: unknown): unknown {
  if (JSON.stringify(value) === JSON.stringify(fallback)) return undefined;
  if (!isGroup(value) || !isGroup(fallback)) return value;
  const kept = Object.entries(value).flatMap(([key, each]) => {
    const brief = key === 'kind' || key === 'folder' ? each : withoutDefaults(each, fallback[key]);
    return brief === undefined ? [] : [[key, brief] as const];
  });
  return Object.fromEntries(kept);
}

function isGroup(value: unknown): value is Group {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
