import type { ResolvedExperiment } from '../domain/experiment.ts';
import { numbered } from './numbered.ts';

/**
 * The names of what is measured, after their side: `loss`, each of several
 * losses, `auroc`, `recall_0`. What a plan offers to go by; the engine's own
 * names follow from the measures themselves.
 */
export function measuredNames({ criterions, metrics }: Pick<ResolvedExperiment['training'], 'criterions' | 'metrics'>, classes: number): string[] {
  const kinds = metrics.map(({ kind }) => kind);
  const losses = numbered(criterions.map(({ kind }) => ((kinds as readonly string[]).includes(kind) ? `${kind}-loss` : kind)));
  const names = numbered(kinds);
  const measured = metrics.flatMap((metric, i) => {
    const name = names[i] ?? metric.kind;
    const ofEach = 'average' in metric && metric.average === 'per-class';
    return ofEach ? Array.from({ length: classes }, (_, label) => `${name}_${label}`) : [name];
  });
  return ['loss', ...(losses.length > 1 ? losses : []), ...measured];
}
