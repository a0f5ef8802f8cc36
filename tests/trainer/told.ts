import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalLine } from '../../src-shared/domain/journal.ts';
import type { NamedWeights, TrainEvent } from '../../src-shared/domain/train-event.ts';
import { encodePng } from '../../src-main/imaging/encode-png.ts';
import { countingLines } from './run-journal.ts';

/**
 * An event without what depends on where it was told: pictures and weights by
 * their hashes, numbers that are none as text.
 */
export type Told = Readonly<Record<string, unknown>> & { readonly kind: string; readonly step: number };

/** What the engine says. */
export function toldOf(event: TrainEvent): Told {
  switch (event.kind) {
    case 'image': {
      const { picture, ...rest } = event;
      return { ...rest, pixels: hash(encodePng(picture)) };
    }
    case 'checkpoint': {
      const { checkpoint, ...rest } = event;
      return { ...rest, weights: hash(...bytesOf(checkpoint.weights)), optimizer: hash(...bytesOf(checkpoint.optimizer)) };
    }
    default:
      return withoutOddNumbers(event);
  }
}

/** What the journal of a run says in the end, and the files that it names; it was told to keep all checkpoints. */
export function toldByRun(folder: string): Told[] {
  return countingLines(folder)
    .filter(({ kind }) => kind !== 'attempt-started' && kind !== 'resumed')
    .map((line) => toldByLine(folder, line));
}

function toldByLine(folder: string, line: JournalLine): Told {
  switch (line.kind) {
    case 'image':
      return { ...bare(line, 'file'), pixels: hash(readFileSync(join(folder, line.file))) };
    case 'checkpoint': {
      const read = (file: string) => readFileSync(join(folder, 'checkpoints', line.name, file));
      return { ...bare(line, 'name', 'sizeBytes', 'removed'), weights: hash(read('weights.bin')), optimizer: hash(read('optimizer.bin')) };
    }
    default:
      return bare(line);
  }
}

/** A line as the engine said it. */
function bare(line: JournalLine, ...added: readonly string[]): Told {
  const names = new Set(['v', 'seq', 'attempt', 'timeMs', ...added]);
  return withoutOddNumbers(Object.fromEntries(Object.entries(line).filter(([name]) => !names.has(name))));
}

function bytesOf(weights: readonly NamedWeights[]): Uint8Array[] {
  return weights.map(({ array: { data } }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function hash(...pieces: readonly Uint8Array[]): string {
  const hashing = createHash('sha256');
  for (const piece of pieces) hashing.update(piece);
  return hashing.digest('hex');
}

function withoutOddNumbers(event: object): Told {
  return JSON.parse(JSON.stringify(event, (_key, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value))) as Told;
}
