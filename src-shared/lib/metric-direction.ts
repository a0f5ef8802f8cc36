import type { MetricMode } from '../domain/metric.ts';
import { LOSS_KINDS, METRIC_KINDS } from '../schema/kinds.ts';

type Measured = Exclude<(typeof METRIC_KINDS)[number], 'custom'>;

/** Which way each metric gets better. One that is added to the kinds and forgotten here is a type error. */
const METRICS: Readonly<Record<Measured, MetricMode>> = {
  accuracy: 'max',
  'balanced-accuracy': 'max',
  precision: 'max',
  recall: 'max',
  specificity: 'max',
  'sensitivity-at-specificity': 'max',
  f1: 'max',
  'f-beta': 'max',
  jaccard: 'max',
  hamming: 'min',
  'zero-one': 'min',
  'log-loss': 'min',
  matthews: 'max',
  auroc: 'max',
  'average-precision': 'max',
  'calibration-error': 'min',
  dice: 'max',
  iou: 'max',
  hausdorff95: 'min',
  'surface-distance': 'min',
  mae: 'min',
  mse: 'min',
  r2: 'max',
};

/** Losses that share their name with a metric are told from it: `dice-loss`. The last are of a VAE. */
const LOSSES = ['loss', ...LOSS_KINDS.map((kind) => ((METRIC_KINDS as readonly string[]).includes(kind) ? `${kind}-loss` : kind)), 'reconstruction', 'kl'];

const DIRECTIONS: ReadonlyMap<string, MetricMode> = new Map([...LOSSES.map((name) => [name, 'min'] as const), ...Object.entries(METRICS)]);

/**
 * Which way a value gets better, by its name: `val_loss` and
 * `train_log-loss-2` down, `val_recall_1` up; null for what is no measure of
 * ours, such as a learning rate or a metric of the user's.
 */
export function directionOf(name: string): MetricMode | null {
  const own = name.replace(/^(train|val|test)_/, '').replace(/_.*$/, '');
  return DIRECTIONS.get(own) ?? DIRECTIONS.get(own.replace(/-\d+$/, '')) ?? null;
}

/** As `directionOf`; up for what is not known, as most metrics are. */
export function modeOf(name: string): MetricMode {
  return directionOf(name) ?? 'max';
}
