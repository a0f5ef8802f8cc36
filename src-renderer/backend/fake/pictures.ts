import { between, random } from '../../../src-shared/lib/random.ts';

/** A phantom as a data address: some discs in a body, different for every number. */
export function pictureUrl(seed: number, size: number): string {
  return `data:image/svg+xml,${encodeURIComponent(svg(seed, size))}`;
}

function svg(seed: number, size: number): string {
  const next = random(seed, 'demo', 2);
  const grey = (low: number, high: number) => {
    const value = Math.round(between(low, high, next));
    return `rgb(${value},${value},${value})`;
  };
  const ellipse = (low: number, high: number, largest: number) =>
    `<ellipse cx='${between(30, 70, next).toFixed(1)}' cy='${between(30, 70, next).toFixed(1)}' rx='${between(3, largest, next).toFixed(1)}' ry='${between(3, largest, next).toFixed(1)}' fill='${grey(low, high)}' opacity='0.8'/>`;
  const organs = Array.from({ length: 5 }, (_, i) => ellipse(20 + 20 * i, 120 + 25 * i, 18 - 2 * i)).join('');
  return `<svg xmlns='http://www.w3.org/2000/svg' width='${size}' height='${size}' viewBox='0 0 100 100'><rect width='100' height='100' fill='${grey(2, 14)}'/><ellipse cx='50' cy='52' rx='${between(36, 44, next).toFixed(1)}' ry='${between(38, 46, next).toFixed(1)}' fill='${grey(60, 90)}'/>${organs}</svg>`;
}

/** The bytes of a PNG of it, as a preview answers. */
export async function picturePng(seed: number, size: number, turnDegrees = 0): Promise<Uint8Array> {
  const image = new Image();
  image.src = pictureUrl(seed, size);
  await image.decode();
  const canvas = new OffscreenCanvas(size, size);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('expected a canvas that can be drawn on');
  context.translate(size / 2, size / 2);
  context.rotate((turnDegrees * Math.PI) / 180);
  context.drawImage(image, -size / 2, -size / 2, size, size);
  return new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
}
