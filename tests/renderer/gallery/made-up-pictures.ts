import { random } from './made-up-series.ts';

/** A picture of noise and two discs, as a data address; grey unless `tint` is given. */
export function phantom(size: number, seed: number, tint = false): string {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('expected a canvas that can be drawn on');
  const next = random(seed * 7919 + 1);
  const image = context.createImageData(size, size);
  const discs = [0, 1].map(() => ({ x: size * (0.25 + next() / 2), y: size * (0.25 + next() / 2), r: size * (0.1 + next() * 0.2), v: 60 + next() * 120 }));
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const inside = discs.reduce((sum, disc) => sum + (Math.hypot(x - disc.x, y - disc.y) < disc.r ? disc.v : 0), 20);
      const value = Math.min(255, inside + 24 * next());
      image.data.set([value, tint ? value * 0.6 : value, tint ? value * 0.3 : value, 255], 4 * (y * size + x));
    }
  }
  context.putImageData(image, 0, 0);
  return canvas.toDataURL();
}

/** A picture whose pixel at (x, y) is the grey x + 16 y, 16 pixels a side. */
export function ramp(): string {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 16;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('expected a canvas that can be drawn on');
  const image = context.createImageData(16, 16);
  for (let i = 0; i < 256; i++) image.data.set([i, i, i, 255], 4 * i);
  context.putImageData(image, 0, 0);
  return canvas.toDataURL();
}
