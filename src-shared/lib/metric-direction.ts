import type { MetricMode } from '../domain/metric.ts';
import { LOSS_KINDS } from '../schema/kinds.ts';

/** What is better the smaller it is; all other metrics are better the larger they are. */
const SMALL: ReadonlySet<string> = new Set(['loss', ...LOSS_KINDS, 'hamming', 'zero-one', 'log-loss', 'calibration-error', 'mae']);

/** Which way a value gets better, by its name: `val_loss` and `train_log-loss-2` down, `val_recall_1` up. */
export function modeOf(name: string): MetricMode {
  const own = name.replace(/^(train|val|test)_/, '').replace(/_.*$/, '');
  return SMALL.has(own) || SMALL.has(own.replace(/-\d+$/, '')) ? 'min' : 'max';
}
