import { createFrame, plotArea } from './chart-frame.ts';
import type { PlotArea } from './chart-frame.ts';
import { inSlices } from './in-slices.ts';
import { createLineAxes } from './line-axes.ts';
import type { LineSeries } from './line-series.ts';
import { visibleLines } from './line-view.ts';
import type { DrawnPlot, LineView } from './line-view.ts';
import { paintBand, paintLine, paintOriginal } from './paint-line.ts';
import { prepareLine } from './prepare-line.ts';
import type { PlotSpace, PreparedLine } from './prepare-line.ts';
import { axisTicks, valueTicks } from './ticks.ts';
import { axisTickInWords, tickInWords } from './words.ts';

/** Ticks stand no closer than this, in CSS pixels. */
const X_TICK_PIXELS = 84;
const Y_TICK_PIXELS = 28;

/** More bands than so many grow fainter, so that those above do not hide those below. */
const BANDS_IN_FULL = 4;

/** What is left of the other lines while one stands out. */
const FAINT = 0.2;

/** Around the plot, so that lines and dots on its edges are whole; in CSS pixels. */
const OVERHANG = 4;

/**
 * Draws lines on a canvas, in slices of a few milliseconds: the old picture
 * stays until the new one is whole.
 */
export function createLinePlot(canvas: HTMLCanvasElement, onDrawn: (plot: DrawnPlot) => void) {
  const axes = createLineAxes();
  let picture: { readonly layer: HTMLCanvasElement; readonly area: PlotArea } | null = null;
  let drawing = new AbortController();
  const frame = createFrame(canvas, (context) => {
    if (picture === null) return;
    const { left, top, width, height } = picture.area;
    context.drawImage(picture.layer, left - OVERHANG, top - OVERHANG, width + 2 * OVERHANG, height + 2 * OVERHANG);
  });

  async function show(view: LineView): Promise<void> {
    drawing.abort();
    drawing = new AbortController();
    const { width, height, ratio } = view.size;
    const area = plotArea(width, height);
    const ranges = axes.fit(view);
    const space: PlotSpace = { x: ranges.x, y: ranges.y, scale: view.scale, width: area.width, height: area.height, ratio };
    const next = createLayer(area, ratio);
    if (!(await inSlices(paintTasks(next, view, space), drawing.signal))) return;
    picture = { layer: next.canvas, area };
    frame.draw({
      width,
      height,
      ratio,
      theme: view.theme,
      x: {
        range: ranges.x,
        ticks: ranges.empty ? [] : axisTicks(view.axis, ranges.x, Math.max(2, Math.floor(area.width / X_TICK_PIXELS))),
        inWords: (value) => axisTickInWords(view.axis, value, ranges.x[1]),
      },
      y: {
        range: ranges.y,
        scale: view.scale,
        ticks: ranges.empty ? [] : valueTicks(view.scale, ranges.y, Math.max(2, Math.floor(area.height / Y_TICK_PIXELS))),
        inWords: (value) => tickInWords(value, Math.max(...ranges.y.map(Math.abs))),
      },
    });
    onDrawn({ area, x: ranges.x, y: ranges.y, wholeX: ranges.wholeX, scale: view.scale });
  }

  return {
    show,
    destroy: () => {
      drawing.abort();
      frame.destroy();
    },
  };
}

function createLayer(area: PlotArea, ratio: number): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil((area.width + 2 * OVERHANG) * ratio);
  canvas.height = Math.ceil((area.height + 2 * OVERHANG) * ratio);
  // Painted by the CPU where we say so, not at the end of the frame: only so can the work be cut into slices.
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('expected a canvas that can be drawn on');
  context.scale(ratio, ratio);
  context.translate(OVERHANG, OVERHANG);
  return context;
}

/** One task per line and layer: all bands lie below all lines. */
function* paintTasks(context: CanvasRenderingContext2D, view: LineView, space: PlotSpace): Generator<() => void> {
  const visible = visibleLines(view);
  const prepared = new Map<LineSeries, PreparedLine>();
  const look = (line: LineSeries) => ({
    colour: view.theme.colour(line.colour),
    stroke: line.stroke ?? 'solid',
    band: Math.min(1, BANDS_IN_FULL / visible.length) ** 0.5,
    strength: view.emphasis === null || view.emphasis === line.key ? 1 : FAINT,
  });
  yield () => clip(context, view, space);
  const layers = [
    (line: PreparedLine, from: LineSeries) => paintBand(context, line, look(from)),
    (line: PreparedLine, from: LineSeries) => paintOriginal(context, line, look(from)),
    (line: PreparedLine, from: LineSeries) => paintLine(context, line, look(from), space.height),
  ];
  for (const paint of layers) {
    for (const line of visible) {
      yield () => {
        const ready = prepared.get(line) ?? prepareLine(line.series, space, view.smoothing);
        prepared.set(line, ready);
        paint(ready, line);
        flush(context);
      };
    }
  }
}

/** A zoomed line ends at the plot's edge; otherwise its ends may hang over. */
function clip(context: CanvasRenderingContext2D, view: LineView, { width, height }: PlotSpace): void {
  const beside = view.range === null ? OVERHANG : 0;
  context.beginPath();
  context.rect(-beside, -OVERHANG, width + 2 * beside, height + 2 * OVERHANG);
  context.clip();
}

/** Canvases record what is drawn and paint it later; reading a pixel makes them do it now. */
function flush(context: CanvasRenderingContext2D): void {
  context.getImageData(0, 0, 1, 1);
}
