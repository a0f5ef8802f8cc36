import { onBeforeUnmount, onMounted, shallowRef, watch } from 'vue';
import type { Ref, ShallowRef } from 'vue';
import { createLinePlot } from './line-plot.ts';
import type { DrawnPlot, LineView } from './line-view.ts';
import { createPacer } from './pacer.ts';

/** Charts never repaint more than twice a second for new data. */
const REPAINT_MS = 500;

/**
 * Keeps a canvas in step with a view: at once for what the user does, paced
 * for live data. Gives the picture that is on the canvas, null before the first.
 *
 * @param view null while there is no room to draw in.
 */
export function useLineDrawing(canvas: Readonly<Ref<HTMLCanvasElement | null>>, view: () => LineView | null): Readonly<ShallowRef<DrawnPlot | null>> {
  const plot = shallowRef<DrawnPlot | null>(null);
  onMounted(() => {
    if (!canvas.value) return;
    const drawing = createLinePlot(canvas.value, (drawn) => (plot.value = drawn));
    const pacer = createPacer(async () => {
      const now = view();
      if (now) await drawing.show(now);
    }, REPAINT_MS);
    // What was asked for with a zoom or another axis is shown as soon as it is there.
    let awaited = false;
    watch(view, (now, before) => {
      const asked = before === null || changed(now, before);
      if (asked || awaited) pacer.now();
      else pacer.soon();
      awaited = now?.range !== before?.range || now?.axis !== before?.axis;
    });
    pacer.now();
    onBeforeUnmount(() => {
      pacer.stop();
      drawing.destroy();
    });
  });
  return plot;
}

/** Something other than the data is not as it was. */
function changed(now: LineView | null, before: LineView): boolean {
  return now === null || (Object.keys(now) as (keyof LineView)[]).some((key) => key !== 'lines' && key !== 'span' && now[key] !== before[key]);
}
