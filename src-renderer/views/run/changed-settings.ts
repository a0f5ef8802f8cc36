import type { ResolvedExperiment } from '../../../src-shared/domain/experiment.ts';
import { experimentSchema } from '../../../src-shared/schema/experiment.ts';
import { sameSetting, specFields } from '../../components/spec-fields.ts';

/** A setting that is not what an empty experiment file would have said. */
export interface ChangedSetting {
  readonly path: string;
  readonly value: unknown;
  /** Undefined where there is no default: the step of a list, the folder. */
  readonly fallback: unknown;
  /** The default leaves it open, and it was decided for these images. */
  readonly decided: boolean;
}

/**
 * Where an experiment differs from the defaults. The fields of a network or
 * an optimizer are held against the defaults of its own kind: SGD's momentum
 * of 0.9 is no change, that it is SGD is one.
 */
export function changedSettings(spec: ResolvedExperiment): readonly ChangedSetting[] {
  const fallbacks = defaultsOf(spec);
  return specFields(spec)
    .filter(({ path, value }) => path !== 'name' && !sameSetting(value, fallbacks.get(path)))
    .map(({ path, value }) => {
      const fallback = fallbacks.get(path) ?? openDefault(path, fallbacks);
      return { path, value, fallback, decided: fallback === 'auto' || fallback === null };
    });
}

function defaultsOf({ dataset, model, training }: ResolvedExperiment): ReadonlyMap<string, unknown> {
  const folder = { dataset: { folder: dataset.folder } };
  const plain = experimentSchema.parse(folder);
  const ofKinds = experimentSchema.parse({
    ...folder,
    model: { kind: model.kind },
    training: { optimizer: { kind: training.optimizer.kind }, schedule: { kind: training.schedule.kind } },
  });
  const fields = new Map(specFields(ofKinds).map(({ path, value }) => [path, value]));
  for (const { path, value } of specFields(plain)) if (path.endsWith('.kind')) fields.set(path, value);
  fields.delete('dataset.folder');
  return fields;
}

/** `prepare[0].size` has no default of its own, but `prepare` has: it is left to us. */
function openDefault(path: string, fallbacks: ReadonlyMap<string, unknown>): unknown {
  for (let end = path.length; end > 0; end = Math.max(path.lastIndexOf('.', end - 1), path.lastIndexOf('[', end - 1))) {
    const above = fallbacks.get(path.slice(0, end));
    if (above === 'auto' || above === null) return above;
  }
  return undefined;
}
