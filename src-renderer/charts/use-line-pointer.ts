import { computed, shallowRef } from 'vue';
import type { ComputedRef, ShallowRef } from 'vue';
import { at } from './domain.ts';
import type { AxisRange } from './line-series.ts';
import type { DrawnPlot } from './line-view.ts';
import { dragRange } from './zoom.ts';

/** A press that moves by fewer pixels is a click. */
const DRAG_PIXELS = 4;

export interface LinePointer {
  /** What the drag has marked so far, in CSS pixels in the plot; null while nothing is dragged. */
  readonly selection: ComputedRef<readonly [from: number, to: number] | null>;
  readonly down: (event: PointerEvent) => void;
  readonly move: (event: PointerEvent) => void;
  readonly up: (event: PointerEvent) => void;
  readonly leave: () => void;
  /** Gives up the drag; false if there was none. */
  readonly cancel: () => boolean;
}

/** Turns a pointer over a plot into positions on the x axis and ranges to zoom into. */
export function useLinePointer(
  plot: Readonly<ShallowRef<DrawnPlot | null>>,
  shortest: () => number,
  onHover: (position: number | null) => void,
  onRange: (range: AxisRange) => void,
): LinePointer {
  const drag = shallowRef<{ readonly from: number; readonly to: number } | null>(null);
  const selection = computed(() => {
    const { from, to } = drag.value ?? { from: 0, to: 0 };
    return Math.abs(to - from) >= DRAG_PIXELS ? ([from, to] as const) : null;
  });

  return {
    selection,
    down(event) {
      if (plot.value === null || event.button !== 0 || !(event.currentTarget instanceof HTMLElement)) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const from = placeInPlot(event, plot.value);
      drag.value = { from, to: from };
    },
    move(event) {
      if (plot.value === null) return;
      const place = placeInPlot(event, plot.value);
      if (drag.value) drag.value = { from: drag.value.from, to: place };
      onHover(at(place / plot.value.area.width, plot.value.x));
    },
    up() {
      const marked = selection.value;
      drag.value = null;
      if (marked === null || plot.value === null) return;
      const { x, area, wholeX } = plot.value;
      onRange(dragRange(at(marked[0] / area.width, x), at(marked[1] / area.width, x), wholeX, shortest()));
    },
    leave() {
      if (drag.value === null) onHover(null);
    },
    cancel() {
      const dragged = drag.value !== null;
      drag.value = null;
      return dragged;
    },
  };
}

/** CSS pixels from the plot's left edge, at most to its right one. */
function placeInPlot(event: PointerEvent, { area }: DrawnPlot): number {
  const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
  return Math.min(Math.max(event.clientX - box.left - area.left, 0), area.width);
}
