import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkpoint, CheckpointReady, TrainingState } from '../../src-shared/domain/train-event.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import type { TrainingSpec } from '../../src-shared/schema/experiment.ts';
import { CHECKPOINT_FORMAT_VERSION, checkpointManifestSchema } from '../../src-shared/schema/checkpoint-file.ts';
import type { CheckpointManifest } from '../../src-shared/schema/checkpoint-file.ts';
import { parse } from '../../src-shared/schema/parse.ts';
import { parseJson, refuseNewer } from '../../src-shared/schema/run-file.ts';
import { describeFile, rename, syncFolder, writeDurably } from '../threads/atomic-file.ts';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint-format.ts';

const MANIFEST = 'manifest.json';
/** What is being written, and what a newer one of the same name is about to replace. */
const UNFINISHED = '.new-';
const REPLACED = '.old-';

/** A checkpoint on the disk, by its manifest. */
export interface StoredCheckpoint {
  readonly name: string;
  readonly epoch: number;
  readonly step: number;
  readonly best: boolean;
  readonly reason: CheckpointReady['reason'];
  readonly sizeBytes: number;
}

export interface FoundCheckpoint {
  readonly stored: StoredCheckpoint;
  readonly checkpoint: Checkpoint;
}

export type Keep = Omit<TrainingSpec['save'], 'everyEpochs'>;

/** `epoch-0007` after an epoch's end, `epoch-0007-step-000123` in its midst. */
export function checkpointName(epoch: number, state: TrainingState): string {
  const name = epochName(epoch);
  return state.batchInEpoch === 0 ? name : `${name}-step-${String(state.step).padStart(6, '0')}`;
}

function epochName(epoch: number): string {
  return `epoch-${String(epoch).padStart(4, '0')}`;
}

/** `checkpoints/` of a run. Whatever moment a process dies at, each folder in it is whole or is not there. */
export class CheckpointFolder {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes the folder if need be, and clears it of what a crash left half done. */
  static open(folder: string): CheckpointFolder {
    mkdirSync(folder, { recursive: true });
    recover(folder);
    return new CheckpointFolder(folder);
  }

  /** Of a run that another process may be writing to: for reading alone. */
  static look(folder: string): CheckpointFolder {
    mkdirSync(folder, { recursive: true });
    return new CheckpointFolder(folder);
  }

  /** Writes a checkpoint; it is on the disk when this returns. What fails leaves nothing behind. */
  save({ epoch, step, best, reason, checkpoint }: CheckpointReady, savedMs: number): StoredCheckpoint {
    const name = checkpointName(epoch, checkpoint.state);
    const unfinished = join(this.#folder, `${UNFINISHED}${name}`);
    rmSync(unfinished, { recursive: true, force: true });
    try {
      mkdirSync(unfinished, { recursive: true });
      const files = Object.entries(encodeCheckpoint(checkpoint)).map(([file, pieces]) => ({ name: file, ...writeDurably(join(unfinished, file), pieces) }));
      const manifest: CheckpointManifest = { formatVersion: CHECKPOINT_FORMAT_VERSION, epoch, step, best, reason, savedMs, files };
      writeDurably(join(unfinished, MANIFEST), [Buffer.from(JSON.stringify(manifest, null, 1))]);
      syncFolder(unfinished);
      this.#put(unfinished, name);
      return toStored(name, manifest);
    } catch (error) {
      rmSync(unfinished, { recursive: true, force: true });
      throw error;
    }
  }

  /** Every checkpoint whose manifest can be read, oldest first. Their other files are not looked at. */
  list(): StoredCheckpoint[] {
    return readdirSync(this.#folder)
      .filter((name) => name.startsWith('epoch-') && existsSync(join(this.#folder, name, MANIFEST)))
      .flatMap((name) => this.#tryManifest(name))
      .sort((a, b) => a.step - b.step || a.epoch - b.epoch);
  }

  /**
   * Reads a checkpoint whole.
   *
   * @throws BadInput if a file of it is missing or damaged, or if a newer app made it.
   */
  read(name: string): Checkpoint {
    const folder = join(this.#folder, name);
    const manifest = this.#manifest(name);
    for (const file of manifest.files) {
      const path = join(folder, file.name);
      if (!existsSync(path)) throw new BadInput(`expected ${file.name} in the checkpoint ${name}, but found no such file`);
      const found = describeFile(path);
      if (found.bytes !== file.bytes || found.sha256 !== file.sha256) {
        throw new BadInput(`expected ${path} as it was written (${file.bytes} bytes), but found ${found.bytes} bytes that differ: the checkpoint ${name} is damaged`);
      }
    }
    return decodeCheckpoint(folder);
  }

  /** The newest checkpoint that is whole; each damaged one before it is told. */
  newest(tell: (warning: string) => void): FoundCheckpoint | null {
    for (const name of this.#newestFirst()) {
      try {
        const checkpoint = this.read(name);
        return { stored: toStored(name, this.#manifest(name)), checkpoint };
      } catch (error) {
        if (!isDamage(error)) throw error;
        tell(`${error.message}. It is skipped; the run goes on from the one before it.`);
      }
    }
    return null;
  }

  /** The one that the selection metric chose: of those marked best, the last. */
  best(): StoredCheckpoint | null {
    return this.list().findLast((each) => each.best) ?? null;
  }

  /**
   * What the spec no longer keeps once `newest` is durable. The newest always
   * stays, whatever the spec says: without it a run could not be resumed. So
   * does the best, if it is kept at all, however full the disk is.
   */
  superfluous(newest: StoredCheckpoint, { keep, keepEvery, diskLimitMb }: Keep): string[] {
    const best = keep.includes('best') || keep.includes('all') ? this.best()?.name : undefined;
    const all = this.list();
    const others = all.filter(({ name }) => name !== newest.name && name !== best);
    const wanted = others.filter((each) => keep.includes('all') || (keepEvery !== null && each.epoch % keepEvery === 0 && each.name === epochName(each.epoch)));
    const fitting = diskLimitMb === null ? wanted : newestWithin(wanted, 1e6 * diskLimitMb - sizeOf(all.filter((each) => !others.includes(each))));
    return others.filter((each) => !fitting.includes(each)).map(({ name }) => name);
  }

  remove(names: readonly string[]): void {
    for (const name of names) rmSync(join(this.#folder, name), { recursive: true, force: true });
    syncFolder(this.#folder);
  }

  /** Under its name, where an older one of that name may lie. */
  #put(unfinished: string, name: string): void {
    const place = join(this.#folder, name);
    const aside = join(this.#folder, `${REPLACED}${name}`);
    if (existsSync(place)) {
      rmSync(aside, { recursive: true, force: true });
      rename(place, aside);
    }
    rename(unfinished, place);
    syncFolder(this.#folder);
    rmSync(aside, { recursive: true, force: true });
  }

  #newestFirst(): string[] {
    const readable = this.list();
    const known = new Set(readable.map((each) => each.name));
    const unreadable = readdirSync(this.#folder).filter((name) => name.startsWith('epoch-') && !known.has(name));
    return [...unreadable, ...readable.map((each) => each.name).reverse()];
  }

  #tryManifest(name: string): StoredCheckpoint[] {
    try {
      return [toStored(name, this.#manifest(name))];
    } catch (error) {
      if (isDamage(error)) return [];
      throw error;
    }
  }

  #manifest(name: string): CheckpointManifest {
    const path = join(this.#folder, name, MANIFEST);
    if (!existsSync(path)) throw new BadInput(`expected a checkpoint at ${join(this.#folder, name)}, but found no ${MANIFEST} there`);
    const value = parseJson(readFileSync(path, 'utf8'), path);
    refuseNewer(value, CHECKPOINT_FORMAT_VERSION, 'a checkpoint', path);
    return parse(checkpointManifestSchema, value, path);
  }
}

/** Those that fit into so many bytes, the newest before the older. */
function newestWithin(oldestFirst: readonly StoredCheckpoint[], bytes: number): StoredCheckpoint[] {
  return oldestFirst.filter((_, i) => sizeOf(oldestFirst.slice(i)) <= bytes);
}

function sizeOf(checkpoints: readonly StoredCheckpoint[]): number {
  return checkpoints.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** Half-written folders go; one that was being replaced comes back unless its successor is there. */
function recover(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (name.startsWith(UNFINISHED)) rmSync(path, { recursive: true, force: true });
    if (!name.startsWith(REPLACED)) continue;
    const place = join(folder, name.slice(REPLACED.length));
    if (existsSync(place)) rmSync(path, { recursive: true, force: true });
    else rename(path, place);
  }
}

/**
 * Bytes that are not what was written, or that the disk no longer gives. A
 * newer app's checkpoint is neither: its error says what helps.
 */
function isDamage(error: unknown): error is Error {
  return error instanceof BadInput ? error.help === null : error instanceof Error && 'code' in error;
}

function toStored(name: string, manifest: CheckpointManifest): StoredCheckpoint {
  const { epoch, step, best, reason, files } = manifest;
  return { name, epoch, step, best, reason, sizeBytes: files.reduce((sum, file) => sum + file.bytes, 0) };
}
