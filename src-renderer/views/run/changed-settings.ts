import type { ResolvedExperiment } from '../../../src-shared/domain/experiment.ts';
import { defaultsBeside } from '../../../src-shared/lib/brief-experiment.ts';
import { sameSetting, specFields } from '../../../src-shared/lib/spec-fields.ts';

/** A setting that is not what an empty experiment file would have said. */
export interface ChangedSetting {
  readonly path: string;
  readonly value: unknown;
  /** Undefined where there is no default: the folder, a step of a list. */
  readonly fallback: unknown;
  /** The default leaves it open, and it was decided for these images. */
  readonly decided: boolean;
}

/** Where an experiment differs from the defaults; its name says nothing and is left out. */
export function changedSettings(spec: ResolvedExperiment): readonly ChangedSetting[] {
  const fallbacks = new Map(specFields(defaultsBeside(spec)).map(({ path, value }) => [path, value]));
  fallbacks.delete('dataset.folder');
  return specFields(spec)
    .filter(({ path, value }) => path !== 'name' && !sameSetting(value, fallbacks.get(path)))
    .map(({ path, value }) => {
      const fallback = fallbacks.has(path) ? fallbacks.get(path) : openDefault(path, fallbacks);
      return { path, value, fallback, decided: fallback === 'auto' || fallback === null };
    });
}

/** `prepare[0].size` has no default of its own, but `prepare` has: it is decided for the data. */
function openDefault(path: string, fallbacks: ReadonlyMap<string, unknown>): unknown {
  for (let end = path.length; end > 0; end = Math.max(path.lastIndexOf('.', end - 1), path.lastIndexOf('[', end - 1))) {
    const above = fallbacks.get(path.slice(0, end));
    if (above === 'auto' || above === null) return above;
  }
  return undefined;
}
