import type { RunDetail } from '../../../src-shared/domain/run.ts';
import { sameSetting } from '../../../src-shared/lib/spec-fields.ts';

type Measured = Pick<RunDetail, 'datasetName' | 'datasetId' | 'split'> & { readonly spec: Pick<RunDetail['spec'], 'split'> };

/** Why values of these runs were measured on other images, in a sentence; null if nothing says so. */
export function whyNotComparable(runs: readonly Measured[]): string | null {
  const datasets = [...new Set(runs.map(({ datasetId, datasetName }) => datasetId ?? datasetName))];
  if (datasets.length > 1) {
    const names = [...new Set(runs.map(({ datasetName }) => datasetName))];
    return `These runs were trained and measured on different datasets${names.length > 1 ? ` (${names.map((name) => `“${name}”`).join(', ')})` : ''}: a difference between their values says little about their settings.`;
  }
  const [first, ...others] = runs;
  if (first && others.some((run) => !sameSetting([run.spec.split, run.split], [first.spec.split, first.split]))) {
    return 'These runs split their dataset differently: their values were measured on other images, so that a small difference may be the split alone.';
  }
  return null;
}
