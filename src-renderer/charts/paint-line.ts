import type { PreparedLine } from './prepare-line.ts';

/** How a line looks; widths in CSS pixels. */
export interface LineLook {
  readonly colour: string;
  readonly stroke: 'solid' | 'dashed' | 'dotted';
  /** How strong the band is against its usual, 0 to 1. */
  readonly band: number;
  /** 1 as usual, less for lines that stand back. */
  readonly strength: number;
}

const WIDTH = 1.5;
const BAND_ALPHA = 0.2;
const ORIGINAL_ALPHA = 0.3;
const SPIKE_ALPHA = 0.75;
/** A column that stands out by less, in pixels, is seen in the band. */
const SPIKE_PIXELS = 6;
/** Points further apart than this, in pixels, get a dot each. */
const DOT_SPACING = 12;
const DASHES: Readonly<Record<LineLook['stroke'], number[]>> = { solid: [], dashed: [6, 4], dotted: [1.5, 3] };

/** The band between the smallest and largest values, with its lone spikes drawn strongly enough to be seen. */
export function paintBand(context: CanvasRenderingContext2D, line: PreparedLine, look: LineLook): void {
  context.fillStyle = look.colour;
  context.globalAlpha = BAND_ALPHA * look.band * look.strength;
  for (const [from, to] of runs(line.top, line.bottom)) {
    context.beginPath();
    for (let i = from; i < to; i++) context.lineTo(line.x[i] ?? 0, line.top[i] ?? 0);
    for (let i = to - 1; i >= from; i--) context.lineTo(line.x[i] ?? 0, line.bottom[i] ?? 0);
    context.fill();
  }
  paintSpikes(context, line, look);
}

/** A spike of one column is a hair in the band: it is stroked, from where its neighbours or its own mean end. */
function paintSpikes(context: CanvasRenderingContext2D, { x, y, original, top, bottom }: PreparedLine, look: LineLook): void {
  context.strokeStyle = look.colour;
  context.globalAlpha = SPIKE_ALPHA * look.strength;
  context.lineWidth = WIDTH;
  context.setLineDash([]);
  context.beginPath();
  for (let i = 0; i < x.length; i++) {
    const at = x[i] ?? 0;
    const mean = (original ?? y)[i] ?? NaN;
    const [up, upTo] = [reach(top, i, mean, Math.min), top[i] ?? NaN];
    const [down, downTo] = [reach(bottom, i, mean, Math.max), bottom[i] ?? NaN];
    const least = Math.max(SPIKE_PIXELS, down - up);
    if (up - upTo > least) segment(context, at, up, at, upTo);
    if (downTo - down > least) segment(context, at, down, at, downTo);
  }
  context.stroke();
}

/** The outermost of a column's mean and its neighbours' edges. */
function reach(edge: Float64Array, i: number, mean: number, outermost: (...all: number[]) => number): number {
  return outermost(...[mean, edge[i - 1] ?? NaN, edge[i + 1] ?? NaN].filter((value) => !Number.isNaN(value)));
}

/** The values as they are, faintly behind the smoothed line. */
export function paintOriginal(context: CanvasRenderingContext2D, line: PreparedLine, look: LineLook): void {
  if (line.original === null) return;
  context.globalAlpha = ORIGINAL_ALPHA * look.strength;
  strokeLine(context, line.x, line.original, look, 1);
}

export function paintLine(context: CanvasRenderingContext2D, line: PreparedLine, look: LineLook, height: number): void {
  context.globalAlpha = look.strength;
  strokeLine(context, line.x, line.y, look, WIDTH);
  paintDots(context, line, look);
  paintBroken(context, line, look, height);
}

function strokeLine(context: CanvasRenderingContext2D, x: Float64Array, y: Float64Array, look: LineLook, width: number): void {
  context.strokeStyle = look.colour;
  context.lineWidth = width;
  context.lineJoin = 'bevel';
  context.setLineDash(DASHES[look.stroke]);
  for (const [from, to] of runs(y)) {
    context.beginPath();
    for (let i = from; i < to; i++) context.lineTo(x[i] ?? 0, y[i] ?? 0);
    context.stroke();
  }
}

/** Dots where points are sparse, and where one stands alone between gaps. */
function paintDots(context: CanvasRenderingContext2D, { x, y }: PreparedLine, look: LineLook): void {
  context.fillStyle = look.colour;
  const sparse = x.length < 2 || ((x.at(-1) ?? 0) - (x[0] ?? 0)) / (x.length - 1) >= DOT_SPACING;
  for (const [from, to] of runs(y)) {
    if (!sparse && to - from > 1) continue;
    for (let i = from; i < to; i++) {
      context.beginPath();
      context.arc(x[i] ?? 0, y[i] ?? 0, 2.5, 0, 2 * Math.PI);
      context.fill();
    }
  }
}

/** A small cross at the foot of the plot for each value that is no number. */
function paintBroken(context: CanvasRenderingContext2D, { broken }: PreparedLine, look: LineLook, height: number): void {
  context.strokeStyle = look.colour;
  context.lineWidth = WIDTH;
  context.setLineDash([]);
  context.beginPath();
  for (const at of broken) {
    segment(context, at - 3, height - 7, at + 3, height - 1);
    segment(context, at - 3, height - 1, at + 3, height - 7);
  }
  context.stroke();
}

function segment(context: CanvasRenderingContext2D, fromX: number, fromY: number, toX: number, toY: number): void {
  context.moveTo(fromX, fromY);
  context.lineTo(toX, toY);
}

/** Stretches without a gap, as [from, to) indices. */
function* runs(y: Float64Array, also: Float64Array = y): Generator<readonly [number, number]> {
  let from = -1;
  for (let i = 0; i <= y.length; i++) {
    const there = Number.isFinite(y[i] ?? NaN) && Number.isFinite(also[i] ?? NaN);
    if (there && from < 0) from = i;
    if (!there && from >= 0) {
      yield [from, i];
      from = -1;
    }
  }
}
