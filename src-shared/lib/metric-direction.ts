import type { MetricMode } from '../domain/metric.ts';
import { LOSS_KINDS, METRIC_KINDS } from '../schema/kinds.ts';

/** Losses that share their name with a metric are told from it: `dice-loss`. */
const LOSSES = LOSS_KINDS.map((kind) => ((METRIC_KINDS as readonly string[]).includes(kind) ? `${kind}-loss` : kind));

/** What is better the smaller it is; all other metrics are better the larger they are. */
const SMALL: ReadonlySet<string> = new Set(['loss', ...LOSSES, 'hamming', 'zero-one', 'log-loss', 'calibration-error', 'hausdorff95', 'surface-distance', 'mae', 'mse']);

/** Which way a value gets better, by its name: `val_loss` and `train_log-loss-2` down, `val_recall_1` up. */
export function modeOf(name: string): MetricMode {
  const own = name.replace(/^(train|val|test)_/, '').replace(/_.*$/, '');
  return SMALL.has(own) || SMALL.has(own.replace(/-\d+$/, '')) ? 'min' : 'max';
}
