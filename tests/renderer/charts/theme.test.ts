import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RUN_COLOURS, runColour } from '../../../src-renderer/charts/palette.ts';

const css = readFileSync(join(import.meta.dirname, '../../../src-renderer/charts/theme.css'), 'utf8');
const themes = { light: block(':root'), dark: block('.dark') };

type Rgb = readonly [number, number, number];

/** How a colour is seen without one kind of cone: Machado, Oliveira & Fernandes 2009, severity 1, on linear RGB. */
const SIGHT: Readonly<Record<string, readonly Rgb[]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  'without red': [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  'without green': [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  'without blue': [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** Colours as hex by their names in one theme; values that follow tokens give their fallback. */
function block(selector: string): ReadonlyMap<string, string> {
  const text = css.slice(css.indexOf(`${selector} {`));
  const lines = text.slice(0, text.indexOf('}')).matchAll(/(--[\w-]+):.*?(#[0-9a-f]{6})/g);
  return new Map([...lines].map(([, name = '', hex = '']) => [name, hex]));
}

function linear(hex: string): Rgb {
  const part = (from: number): number => {
    const value = parseInt(hex.slice(from, from + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
}

const luminance = ([r, g, b]: Rgb): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

/** WCAG 2: 1 to 21. */
function contrast(one: string, other: string): number {
  const [a, b] = [luminance(linear(one)), luminance(linear(other))];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const dot = (row: Rgb, [r, g, b]: Rgb): number => row[0] * r + row[1] * g + row[2] * b;
const within = (value: number): number => Math.min(1, Math.max(0, value));

function seen(hex: string, [r, g, b]: readonly Rgb[]): Rgb {
  const colour = linear(hex);
  if (!r || !g || !b) throw new Error('expected three rows');
  return [within(dot(r, colour)), within(dot(g, colour)), within(dot(b, colour))];
}

/** OKLab (Ottosson 2020), in which equal distances look about equally different. */
function lab(colour: Rgb): Rgb {
  const l = Math.cbrt(dot([0.4122214708, 0.5363325363, 0.0514459929], colour));
  const m = Math.cbrt(dot([0.2119034982, 0.6806995451, 0.1073969566], colour));
  const s = Math.cbrt(dot([0.0883024619, 0.2817188376, 0.6299787005], colour));
  return [dot([0.2104542553, 0.793617785, -0.0040720468], [l, m, s]), dot([1.9779984951, -2.428592205, 0.4505937099], [l, m, s]), dot([0.0259040371, 0.7827717662, -0.808675766], [l, m, s])];
}

function distance(one: string, other: string, sight: readonly Rgb[]): number {
  const [a, b] = [lab(seen(one, sight)), lab(seen(other, sight))];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

describe.each(Object.entries(themes))('the %s theme', (_, colours) => {
  const colour = (name: string): string => colours.get(name) ?? '';
  const runs = Array.from({ length: RUN_COLOURS }, (__, i) => colour(`--chart-run-${i}`));
  const surface = colour('--chart-surface');

  it('has a colour for every place', () => {
    runs.forEach((run) => expect(run).toMatch(/^#[0-9a-f]{6}$/));
  });

  it('shows every run at 3:1 against the surface', () => {
    expect(runs.filter((run) => contrast(run, surface) < 3)).toEqual([]);
  });

  it.each(Object.entries(SIGHT))('keeps runs apart for sight %s', (__, sight) => {
    const close = runs.flatMap((one, i) => runs.slice(0, i).filter((other) => distance(one, other, sight) < 0.05).map((other) => [other, one]));
    expect(close).toEqual([]);
  });

  it('keeps the first four further apart: most charts have no more', () => {
    const first = runs.slice(0, 4);
    const least = Math.min(...Object.values(SIGHT).flatMap((sight) => first.flatMap((one, i) => first.slice(0, i).map((other) => distance(one, other, sight)))));
    expect(least).toBeGreaterThan(0.09);
  });

  it('has text at 4.5:1 on its surfaces and on every full cell of a confusion matrix', () => {
    const pairs = [
      ['--chart-text', '--chart-surface'],
      ['--chart-text', '--chart-raised'],
      ['--chart-text', '--chart-track'],
      ['--chart-text-muted', '--chart-surface'],
      ['--chart-text-muted', '--chart-raised'],
      ['--chart-text-muted', '--chart-track'],
      ['--chart-fault', '--chart-surface'],
      ['--chart-cell-text', '--chart-track'],
      ['--chart-cell-text', '--chart-right'],
      ['--chart-cell-text', '--chart-wrong'],
    ] as const;
    expect(pairs.filter(([text, ground]) => contrast(colour(text), colour(ground)) < 4.5)).toEqual([]);
  });
});

describe('the colour of a run', () => {
  it('depends on its place only, and begins again after the last', () => {
    expect([0, 9, 10, 23].map(runColour)).toEqual(['var(--chart-run-0)', 'var(--chart-run-9)', 'var(--chart-run-0)', 'var(--chart-run-3)']);
  });
});
