import type { Series } from '../../src-shared/domain/metric.ts';
import type { Scale } from './domain.ts';

/** What the picture of a series leaves out, in words; empty if it is all there. */
export function leftOut(series: Series, scale: Scale): string {
  const broken = count(series.mean, (value) => !Number.isFinite(value));
  const belowScale = scale === 'log' ? count(series.min, (value) => value <= 0) : 0;
  return [
    belowScale > 0 ? `${series.exact ? `${belowScale} ` : ''}≤ 0 left out` : '',
    broken > 0 ? `${series.exact ? `${broken} ` : ''}not a number` : '',
  ]
    .filter((note) => note !== '')
    .join(', ');
}

function count(values: Float64Array, is: (value: number) => boolean): number {
  return values.reduce((sum, value) => sum + (is(value) ? 1 : 0), 0);
}
