import { Chart } from 'chart.js';

/** What components have emitted, for the tests to read. */
export const emitted: { readonly name: string; readonly value: unknown }[] = [];

declare global {
  interface Window {
    gallery: { readonly emitted: typeof emitted; readonly axesOf: typeof axesOf };
  }
}
window.gallery = { emitted, axesOf };

export function note(name: string): (value: unknown) => void {
  return (value) => emitted.push({ name, value: JSON.parse(JSON.stringify(value ?? null)) });
}

/** Where chart.js has put the axes of a canvas, in CSS pixels: ends of the x axis, then of the y axis. */
function axesOf(canvas: HTMLCanvasElement): readonly number[] {
  const { x, y } = Chart.getChart(canvas)?.scales ?? {};
  return [x?.left, x?.right, y?.top, y?.bottom].map(Number);
}
