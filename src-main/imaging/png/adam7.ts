/** One of the seven reduced images of an interlaced PNG: the pixels at x0 + i * dx, y0 + j * dy. */
export interface Pass {
  readonly x0: number;
  readonly y0: number;
  readonly dx: number;
  readonly dy: number;
}

/** PNG (third edition), section 8.1. */
export const ADAM7: readonly Pass[] = [
  { x0: 0, y0: 0, dx: 8, dy: 8 },
  { x0: 4, y0: 0, dx: 8, dy: 8 },
  { x0: 0, y0: 4, dx: 4, dy: 8 },
  { x0: 2, y0: 0, dx: 4, dy: 4 },
  { x0: 0, y0: 2, dx: 2, dy: 4 },
  { x0: 1, y0: 0, dx: 2, dy: 2 },
  { x0: 0, y0: 1, dx: 1, dy: 2 },
];

export function passSize(pass: Pass, image: { readonly width: number; readonly height: number }): { readonly width: number; readonly height: number } {
  return {
    width: Math.ceil(Math.max(0, image.width - pass.x0) / pass.dx),
    height: Math.ceil(Math.max(0, image.height - pass.y0) / pass.dy),
  };
}

/** Puts the pixels of a pass where they belong; both arrays hold `samples` values per pixel. */
export function scatter(
  from: Uint8Array | Uint16Array,
  to: Uint8Array | Uint16Array,
  pass: Pass,
  image: { readonly width: number; readonly height: number; readonly samples: number },
): void {
  const { width, height } = passSize(pass, image);
  let at = 0;
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width; i++) {
      const target = ((pass.y0 + j * pass.dy) * image.width + pass.x0 + i * pass.dx) * image.samples;
      for (let s = 0; s < image.samples; s++) to[target + s] = from[at++] as number;
    }
  }
}
