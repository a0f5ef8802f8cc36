/** The pixels of a loaded picture, eight bits each, as the page has them. */
export interface PixelReader {
  /** Red, green and blue are alike wherever it was looked. */
  readonly grey: boolean;
  /** Red, green, blue and opacity, 0 to 255. */
  at(x: number, y: number): readonly [red: number, green: number, blue: number, opacity: number];
}

/** Points along each side at which a picture is looked at for colour. */
const SAMPLES = 64;

/** Reads a picture that the page may read; null for one of another origin. */
export function readPixels(image: HTMLImageElement): PixelReader | null {
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context || canvas.width === 0 || canvas.height === 0) return null;
  context.drawImage(image, 0, 0);
  const at = (x: number, y: number) => {
    const [red = 0, green = 0, blue = 0, opacity = 0] = context.getImageData(x, y, 1, 1).data;
    return [red, green, blue, opacity] as const;
  };
  try {
    return { grey: isGrey(context), at };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'SecurityError') return null;
    throw error;
  }
}

function isGrey(context: CanvasRenderingContext2D): boolean {
  const { width, height } = context.canvas;
  const lines = Math.min(height, SAMPLES);
  for (let i = 0; i < lines; i++) {
    const { data } = context.getImageData(0, Math.floor((i * height) / lines), width, 1);
    const step = 4 * Math.max(1, Math.floor(width / SAMPLES));
    for (let p = 0; p < data.length; p += step) if (data[p] !== data[p + 1] || data[p] !== data[p + 2]) return false;
  }
  return true;
}

/** "132" for a grey, "12, 40, 255" for a colour; with its opacity where it is not whole. */
export function pixelInWords([red, green, blue, opacity]: readonly [number, number, number, number]): string {
  const colour = red === green && red === blue ? String(red) : `${red}, ${green}, ${blue}`;
  return opacity === 255 ? colour : `${colour} at ${Math.round((100 * opacity) / 255)}%`;
}
