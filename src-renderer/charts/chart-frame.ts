import { Chart, LinearScale, LogarithmicScale } from 'chart.js';
import type { Scale as AnyScale } from 'chart.js';
import type { Scale } from './domain.ts';
import type { AxisRange } from './line-series.ts';
import type { CanvasTheme } from './theme.ts';

// All that is used of chart.js: axes, grid, layout and sharp canvases. Lines are
// painted by `paint-line.ts`: chart.js makes an object per point, and 50 series
// of 2,000 points hold the page for 300 ms (Chromium without a GPU).
Chart.register(LinearScale, LogarithmicScale);

/** Room for tick labels, the same in every chart, so that plots stand in line and nothing moves when labels change. */
const MARGIN = { left: 52, right: 12, top: 8, bottom: 24 } as const;

/** The part of a canvas that data are drawn in, in CSS pixels. */
export interface PlotArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Axis {
  readonly range: AxisRange;
  readonly ticks: readonly number[];
  readonly inWords: (value: number) => string;
}

export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
  readonly x: Axis;
  readonly y: Axis & { readonly scale: Scale };
  readonly theme: CanvasTheme;
}

export function plotArea(width: number, height: number): PlotArea {
  return {
    left: MARGIN.left,
    top: MARGIN.top,
    width: Math.max(1, width - MARGIN.left - MARGIN.right),
    height: Math.max(1, height - MARGIN.top - MARGIN.bottom),
  };
}

/** Axes and grid on a canvas; `paint` then draws the data over them. */
export function createFrame(canvas: HTMLCanvasElement, paint: (context: CanvasRenderingContext2D) => void) {
  const chart = new Chart(canvas, {
    type: 'line',
    data: { datasets: [] },
    options: {
      animation: false,
      parsing: false,
      normalized: true,
      responsive: false,
      maintainAspectRatio: false,
      events: [],
      layout: { padding: { top: MARGIN.top, right: MARGIN.right, left: 0, bottom: 0 }, autoPadding: false },
      scales: {},
    },
    plugins: [{ id: 'data', beforeDatasetsDraw: ({ ctx }) => paint(ctx) }],
  });
  return {
    draw(frame: Frame): void {
      const { width, height, ratio, theme } = frame;
      chart.options.devicePixelRatio = ratio;
      chart.options.scales = {
        x: { type: 'linear', ...axisOptions(frame.x, theme), afterFit: (scale) => fit(scale, { height: MARGIN.bottom }) },
        y: {
          type: frame.y.scale === 'log' ? 'logarithmic' : 'linear',
          ...axisOptions(frame.y, theme),
          afterFit: (scale) => fit(scale, { width: MARGIN.left }),
        },
      };
      if (chart.width !== width || chart.height !== height || chart.currentDevicePixelRatio !== ratio) chart.resize(width, height);
      else chart.update('none');
    },
    destroy: () => chart.destroy(),
  };
}

/** The axis as wide or high as told, and nothing around it: chart.js would move its ends inwards by half a label, away from the lines. */
function fit(axis: AnyScale, size: Partial<Pick<AnyScale, 'width' | 'height'>>): void {
  Object.assign(axis, { ...size, paddingTop: 0, paddingRight: 0, paddingBottom: 0, paddingLeft: 0 });
}

function axisOptions({ range, ticks, inWords }: Axis, theme: CanvasTheme) {
  return {
    min: range[0],
    max: range[1],
    afterBuildTicks: (scale: { ticks: { value: number }[] }) => {
      scale.ticks = ticks.map((value) => ({ value }));
    },
    border: { display: false },
    grid: { color: theme.grid, drawTicks: false, lineWidth: 1 },
    ticks: {
      autoSkip: false,
      maxRotation: 0,
      padding: 6,
      color: theme.textMuted,
      font: { family: theme.fontFamily, size: 11 },
      callback: (value: number | string) => inWords(Number(value)),
    },
  };
}
