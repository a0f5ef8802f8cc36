import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import settings from '../../resources/demo.json' with { type: 'json' };
import type { Picture } from '../../src-shared/domain/picture.ts';
import { between, normal, random } from '../../src-shared/lib/random.ts';
import type { Random } from '../../src-shared/lib/random.ts';
import { encodePng } from '../imaging/encode-png.ts';

/** Distance of a point from a lesion's edge in units of its radius, negative inside; the lesion lies at the origin. */
type Shape = (x: number, y: number) => number;

const SHAPES: Readonly<Record<string, Shape>> = {
  disc: (x, y) => Math.hypot(x, y) - 1,
  ring: (x, y) => Math.abs(Math.hypot(x, y) - 0.8) - 0.2,
  square: (x, y) => Math.max(Math.abs(x), Math.abs(y)) - 0.85,
  star: (x, y) => Math.hypot(x, y) - (0.6 + 0.4 * Math.cos(5 * Math.atan2(y, x))),
};

/**
 * Writes the demo data set: synthetic scans, a noisy body with one bright
 * lesion each, in folders that are named by the lesion's shape. The same files
 * each time.
 *
 * The folder appears when it is whole; one that is there already is left alone.
 *
 * @param onFile is told before each file is written.
 */
export async function writeDemo(folder: string, onFile: (path: string) => void = () => undefined): Promise<void> {
  if (existsSync(folder)) return;
  // Not flushed to the disk file by file: what a power cut spoils is made again by code.
  const partial = `${folder}.partial-${process.pid}`;
  await rm(partial, { recursive: true, force: true });
  for (const name of settings.classes) {
    await mkdir(join(partial, name), { recursive: true });
    for (let i = 0; i < settings.samplesPerClass; i++) {
      const path = join(partial, name, `${String(i + 1).padStart(4, '0')}.png`);
      onFile(path);
      await writeFile(path, encodePng(drawPhantom(name, i)));
    }
  }
  await rename(partial, folder);
}

/** The scan of that number in a class, numbered from 0: grey, [size, size]. */
export function drawPhantom(name: string, index: number): Picture {
  const { size, noise, seed, classes } = settings;
  const shape = SHAPES[name];
  if (!shape) throw new Error(`expected one of ${Object.keys(SHAPES).join(', ')}, but found ${name}`);
  const next = random(seed, 'demo', classes.indexOf(name), index);
  const body = drawBody(size, next);
  const lesion = drawLesion(shape, size, next);
  const data = new Uint8ClampedArray(size * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) data[y * size + x] = 255 * (body(x, y) + lesion(x, y) + noise * normal(next));
  }
  return { data: new Uint8Array(data.buffer), height: size, width: size, channels: 1 };
}

/** Intensity from 0 to 1 at a pixel. */
type Intensity = (x: number, y: number) => number;

/** An ellipse with a bright rim and slow changes inside, on a dark ground. */
function drawBody(size: number, next: Random): Intensity {
  const centreX = size / 2 + between(-2, 2, next);
  const centreY = size / 2 + between(-2, 2, next);
  const radiusX = size * between(0.36, 0.43, next);
  const radiusY = size * between(0.42, 0.47, next);
  const tissue = between(0.25, 0.35, next);
  const waves = Array.from({ length: 3 }, () => ({ x: between(-0.25, 0.25, next), y: between(-0.25, 0.25, next), phase: between(0, 6.28, next) }));
  return (x, y) => {
    const inside = (1 - Math.hypot((x - centreX) / radiusX, (y - centreY) / radiusY)) * radiusX;
    const texture = waves.reduce((sum, wave) => sum + 0.02 * Math.cos(wave.x * x + wave.y * y + wave.phase), 0);
    return 0.04 + smooth(inside) * (tissue + texture + 0.2 * smooth(2 - inside));
  };
}

function drawLesion(shape: Shape, size: number, next: Random): Intensity {
  const { shift, turn, radius: radii, contrast: contrasts } = settings.lesion;
  const centreX = size / 2 + between(-shift, shift, next);
  const centreY = size / 2 + between(-shift, shift, next);
  const radius = between(...asPair(radii), next);
  const contrast = between(...asPair(contrasts), next);
  const angle = (between(-turn, turn, next) * Math.PI) / 180;
  const cos = Math.cos(angle) / radius;
  const sin = Math.sin(angle) / radius;
  return (x, y) => {
    const dx = x - centreX;
    const dy = y - centreY;
    return contrast * smooth(-radius * shape(cos * dx + sin * dy, cos * dy - sin * dx));
  };
}

function asPair([low = 0, high = 0]: readonly number[]): readonly [number, number] {
  return [low, high];
}

/** How much of a pixel is covered whose centre lies that far inside an edge: 0 to 1. */
function smooth(distance: number): number {
  return Math.min(1, Math.max(0, distance + 0.5));
}
