import { computed, shallowRef } from 'vue';
import type { SeriesAxis } from '../../src-shared/domain/metric.ts';
import type { Scale } from './domain.ts';
import type { AxisRange } from './line-series.ts';

/** What several charts of a screen share: their axis, how they are drawn, the zoom and the crosshair. */
export function useChartView(firstAxis: SeriesAxis) {
  const axis = shallowRef(firstAxis);
  const smoothing = shallowRef(0);
  const log = shallowRef(false);
  const range = shallowRef<AxisRange | null>(null);
  const hoverX = shallowRef<number | null>(null);

  /** A zoom or crosshair in steps means nothing in hours. */
  function changeAxis(next: SeriesAxis): void {
    axis.value = next;
    range.value = null;
    hoverX.value = null;
  }

  return { axis, smoothing, log, scale: computed<Scale>(() => (log.value ? 'log' : 'linear')), range, hoverX, changeAxis };
}
