import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExperimentInput } from '../../src-shared/schema/experiment.ts';
import { random } from '../../src-shared/lib/random.ts';
import { encodePng } from '../../src-main/imaging/encode-png.ts';

/** Grey pictures of 12 × 12 in the class folders `bright` and `dark`: enough to learn from in a few steps. */
export function writeClasses(folder: string, perClass: number): void {
  for (const [label, base] of [['bright', 160], ['dark', 40]] as const) {
    mkdirSync(join(folder, label), { recursive: true });
    for (let i = 0; i < perClass; i++) writeFileSync(join(folder, label, `${String(i).padStart(4, '0')}.png`), greyPicture(base, i));
  }
}

/** Noise above a grey value; the same for the same number. */
export function greyPicture(base: number, i: number): Uint8Array {
  const next = random(base, 'demo', 0, i);
  return encodePng({ data: Uint8Array.from({ length: 144 }, () => base + Math.floor(next() * 60)), height: 12, width: 12, channels: 1 });
}

/** A network of a few hundred weights that learns them. */
export function toyExperiment(folder: string, epochs: number, more: Partial<ExperimentInput> = {}): ExperimentInput {
  return {
    name: 'Toy',
    dataset: { folder },
    split: { kind: 'random', validation: 0.2, test: 0.2 },
    loader: { batchSize: 8, workers: 1 },
    model: { kind: 'cnn', filters: [4], dense: 8 },
    device: 'cpu',
    ...more,
    training: { epochs, optimizer: { kind: 'adam', learningRate: 0.01 }, logImages: { everyEpochs: 1, count: 2 }, ...more.training },
  };
}
