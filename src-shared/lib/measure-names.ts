import type { ResolvedExperiment } from '../domain/experiment.ts';
import type { Side } from '../domain/sample.ts';
import type { CriterionSpec, MetricSpec, ModelSpec } from '../schema/experiment.ts';
import { MASK_METRIC_KINDS } from '../schema/kinds.ts';
import { classWords } from './class-words.ts';
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
 * The names of what is measured on a side, after the side: `loss`, each of
 * several losses, `auroc`, `recall_0`, and of whole cases, which are scored
 * where they are evaluated, `dice_liver`. What a plan offers to go by; the
 * engine's own names follow from the measures themselves.
 *
 * @param classes or, where numbers are predicted, their names.
 */
export function measuredNames({ criterions, metrics }: Pick<ResolvedExperiment['training'], 'criterions' | 'metrics'>, classes: readonly string[], side: Side, model: ModelSpec['kind'] = 'cnn'): string[] {
  const kinds = metrics.map(measureName);
  const losses = lossNames(criterions, kinds);
  const parts = lossParts(model, losses);
  const names = numbered(kinds);
  const measured = metrics.flatMap((metric, i) => {
    if (MASK_METRIC_KINDS.includes(metric.kind)) return IN_BATCHES.includes(metric.kind) ? [names[i] ?? metric.kind] : [];
    return hasParts(metric) ? classes.map((_, part) => `${names[i]}_${part}`) : [names[i] ?? metric.kind];
  });
  const ofCases = side === 'train' ? [] : caseMetricNames(metrics, classes);
  return [...new Set(['loss', ...(parts ?? (losses.length > 1 ? losses : [])), ...measured, ...ofCases])];
}

/** What each batch of masks has a value of too. */
const IN_BATCHES: readonly MetricSpec['kind'][] = ['dice', 'iou'];

/** The names that whole cases are scored under: `dice`, and where there are several classes `dice_liver`. */
export function caseMetricNames(metrics: readonly MetricSpec[], classes: readonly string[]): string[] {
  const words = classes.length === 2 ? [] : classWords(classes).slice(1);
  return metrics.flatMap(({ kind }) => (MASK_METRIC_KINDS.includes(kind) ? [kind, ...words.map((word) => `${kind}_${word}`)] : []));
}

function hasParts(metric: MetricSpec): boolean {
  return 'average' in metric && (metric.average === 'per-class' || metric.average === 'per-target');
}

/** What the losses of a generative network are of; null for networks whose losses are their criterions alone. */
export function lossParts(model: ModelSpec['kind'], losses: readonly string[]): readonly string[] | null {
  if (model === 'dcgan') return losses.flatMap((name) => ['discr_real', 'discr_fake', 'adversarial'].map((part) => `${name}_${part}`));
  return model === 'vae' ? ['reconstruction', 'kl'] : null;
}
