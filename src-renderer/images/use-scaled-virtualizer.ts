import { defaultRangeExtractor, useVirtualizer } from '@tanstack/vue-virtual';
import type { VirtualItem } from '@tanstack/vue-virtual';
import { computed, watch } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import { TALLEST, offsetForRow, scrollScale } from './grid-layout.ts';

export interface ScaledRows {
  /** Rows in sight and a few around them; the kept row is always among them. */
  readonly rows: ComputedRef<readonly VirtualItem[]>;
  /** What the scroll bar runs over, in CSS pixels. */
  readonly height: ComputedRef<number>;
  /** Where a row stands in that height now. */
  readonly topOf: (row: VirtualItem) => number;
  /** The rows in sight and a few around them; null while there are none. */
  readonly inSight: ComputedRef<{ readonly first: number; readonly last: number } | null>;
  /** The first row that is in sight, in part or whole. */
  readonly firstRow: () => number;
  readonly scrollTo: (row: number, align: 'least' | 'start') => void;
  /**
   * Listeners for the scroller: where it is scaled, it moves by what the wheel
   * says, not by what the scroll bar would make of it. Elsewhere there are none,
   * so that the browser need not ask before it scrolls.
   */
  readonly wheel: ComputedRef<{ readonly wheel?: (event: WheelEvent) => void }>;
}

const OVERSCAN = 2;
/** What Firefox's wheel calls a line. */
const LINE_PIXELS = 16;

/**
 * TanStack's virtual rows for any number of rows: where they are higher than
 * an element can be, the scroll bar is scaled and the rows ride along with it.
 */
export function useScaledVirtualizer(
  scroller: Readonly<Ref<HTMLElement | null>>,
  options: ComputedRef<{ readonly count: number; readonly rowHeight: number; readonly viewHeight: number; readonly kept: number }>,
): ScaledRows {
  const contentHeight = computed(() => options.value.count * options.value.rowHeight);
  const scale = computed(() => scrollScale(contentHeight.value, options.value.viewHeight));

  const scrollToOffset = (offset: number): void => {
    if (scroller.value) scroller.value.scrollTop = offset / scale.value;
  };
  const onWheel = (event: WheelEvent): void => {
    if (!scroller.value || event.ctrlKey) return;
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * LINE_PIXELS : event.deltaY;
    scroller.value.scrollTop += pixels / scale.value;
  };
  const offset = (): number => virtualizer.value.scrollOffset ?? 0;

  const virtualizer = useVirtualizer(
    computed(() => ({
      count: options.value.count,
      getScrollElement: () => scroller.value,
      estimateSize: () => options.value.rowHeight,
      overscan: OVERSCAN,
      rangeExtractor: (range: Parameters<typeof defaultRangeExtractor>[0]) => {
        const rows = new Set(defaultRangeExtractor(range));
        if (options.value.kept < options.value.count) rows.add(options.value.kept);
        return [...rows].sort((a, b) => a - b);
      },
      observeElementOffset: (_: unknown, changed: (offset: number, isScrolling: boolean) => void) => {
        const element = scroller.value;
        if (!element) return undefined;
        const moved = (): void => changed(element.scrollTop * scale.value, false);
        moved();
        element.addEventListener('scroll', moved, { passive: true });
        return () => element.removeEventListener('scroll', moved);
      },
      scrollToFn: scrollToOffset,
    })),
  );
  watch(
    () => options.value.rowHeight,
    () => virtualizer.value.measure(),
  );

  return {
    rows: computed(() => virtualizer.value.getVirtualItems()),
    height: computed(() => Math.min(contentHeight.value, TALLEST)),
    topOf: (row) => row.start - offset() + offset() / scale.value,
    inSight: computed(() => {
      const range = virtualizer.value.calculateRange();
      if (range === null) return null;
      return { first: Math.max(0, range.startIndex - OVERSCAN), last: Math.min(options.value.count - 1, range.endIndex + OVERSCAN) };
    }),
    firstRow: () => Math.floor(offset() / options.value.rowHeight),
    scrollTo: (row, align) => {
      // TanStack's own scrollToIndex knows the height that is laid out only, not the one that it stands for.
      scrollToOffset(offsetForRow(row, options.value.rowHeight, offset(), options.value.viewHeight, align));
    },
    wheel: computed(() => (scale.value === 1 ? {} : { wheel: onWheel })),
  };
}
