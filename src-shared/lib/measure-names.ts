import type { ResolvedExperiment } from '../domain/experiment.ts';
import type { CriterionSpec, MetricSpec } from '../schema/experiment.ts';
import { numbered } from './numbered.ts';

/** What a loss or a metric is called: its kind, or for one of the user's its name or that of its file. */
export function measureName(spec: CriterionSpec | MetricSpec): string {
  if (spec.kind !== 'custom') return spec.kind;
  const file = spec.file.replace(/^.*[\\/]/, '').replace(/\.[^.]*$/, '');
  return spec.name ?? (file.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || 'custom');
}

/** Each once, and told from metrics of the same name: `dice-loss`. */
export function lossNames(criterions: readonly CriterionSpec[], metrics: readonly string[]): string[] {
  return numbered(criterions.map(measureName).map((name) => (metrics.includes(name) ? `${name}-loss` : name)));
}

/**
 * The names of what is measured, after their side: `loss`, each of several
 * losses, `auroc`, `recall_0`. What a plan offers to go by; the engine's own
 * names follow from the measures themselves.
 */
export function measuredNames({ criterions, metrics }: Pick<ResolvedExperiment['training'], 'criterions' | 'metrics'>, classes: number): string[] {
  const kinds = metrics.map(measureName);
  const losses = lossNames(criterions, kinds);
  const names = numbered(kinds);
  const measured = metrics.flatMap((metric, i) => {
    const name = names[i] ?? metric.kind;
    const ofEach = 'average' in metric && metric.average === 'per-class';
    return ofEach ? Array.from({ length: classes }, (_, label) => `${name}_${label}`) : [name];
  });
  return ['loss', ...(losses.length > 1 ? losses : []), ...measured];
}
