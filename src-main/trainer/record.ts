import { mkdirSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { CheckpointLine, ImageLine, JournalEntry } from '../../src-shared/domain/journal.ts';
import type { CheckpointReady, ImageLogged, Logged, TrainEvent, VolumeLogged } from '../../src-shared/domain/train-event.ts';
import { writeAtomically } from '../threads/atomic-file.ts';
import type { CheckpointFolder, Keep } from './checkpoint-folder.ts';
import type { DiskPause } from './disk-full.ts';
import { encodePng } from '../imaging/encode-png.ts';
import { encodeNpy } from '../imaging/numpy/encode.ts';
import type { Journal } from './journal.ts';
import { tagFolder } from './run-folder.ts';
import type { RunPaths } from './run-folder.ts';
import { batchThinning } from './thinning.ts';
import type { TimedEvent } from './thinning.ts';

export interface RecorderOptions {
  readonly paths: RunPaths;
  readonly journal: Journal;
  readonly checkpoints: CheckpointFolder;
  readonly keep: Keep;
  readonly pause: DiskPause;
  readonly now?: () => number;
}

/** Predictions come by the thousand: so many go into one write. */
const LINES_PER_WRITE = 256;

/**
 * Turns what the engine says into what a run folder holds. When `record`
 * returns, the files that an event speaks of are there and its line is written
 * (a prediction's, with the next event that is none).
 */
export class RunRecorder {
  readonly #options: RecorderOptions;
  readonly #now: () => number;
  readonly #thin = batchThinning();
  #waiting: JournalEntry[] = [];

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  async record(event: TrainEvent): Promise<void> {
    for (const timed of this.#thin(event, this.#now())) await this.#store(timed);
  }

  /** Writes lines that the engine knows nothing of. */
  async write(...entries: readonly JournalEntry[]): Promise<void> {
    await this.#flush();
    await this.#lines(entries, this.#now());
  }

  async #store({ event, timeMs }: TimedEvent): Promise<void> {
    if (event.kind === 'prediction') {
      this.#waiting.push(event);
      if (this.#waiting.length >= LINES_PER_WRITE) await this.#flush();
      return;
    }
    await this.#flush();
    if (event.kind === 'checkpoint') await this.#saveCheckpoint(event);
    else if (event.kind === 'volume') await this.#lines([await this.#saveVolume(event)], timeMs);
    else await this.#lines([event.kind === 'image' ? await this.#saveImage(event) : event], timeMs);
  }

  async #flush(): Promise<void> {
    const entries = this.#waiting;
    this.#waiting = [];
    await this.#lines(entries, this.#now());
  }

  /** A full disk may take only some of the lines; the rest follow when there is space. */
  async #lines(entries: readonly JournalEntry[], timeMs: number): Promise<void> {
    let rest = entries;
    await this.#options.pause.whenSpace(() => {
      while (rest.length > 0) rest = rest.slice(this.#options.journal.write(rest, timeMs));
    });
  }

  /** Its values stay as they are, for whoever opens the file. */
  async #saveVolume({ voxels, tag, index, epoch, step }: VolumeLogged): Promise<Logged> {
    const { paths, pause } = this.#options;
    const file = join(paths.images, tagFolder(tag), `${step}-${index}.npy`);
    const bytes = encodeNpy(voxels.data, [...voxels.shape, 1]);
    await pause.whenSpace(() => {
      mkdirSync(dirname(file), { recursive: true });
      writeAtomically(file, bytes);
    });
    const [low, high] = spanOf(voxels.data);
    return { kind: 'logged', epoch, step, tag, item: { type: 'volume', file: relative(paths.folder, file).split(sep).join('/'), shape: voxels.shape, low, high } };
  }

  async #saveImage({ picture, ...event }: ImageLogged): Promise<ImageLine> {
    const { paths, pause } = this.#options;
    const file = join(paths.images, tagFolder(event.tag), `${event.step}-${event.index}.png`);
    const bytes = encodePng(picture);
    await pause.whenSpace(() => {
      mkdirSync(dirname(file), { recursive: true });
      writeAtomically(file, bytes);
    });
    return { ...event, file: relative(paths.folder, file).split(sep).join('/') };
  }

  /**
   * The journal is made durable before the checkpoint, so that whoever resumes
   * from it finds every line up to it; older checkpoints go last.
   */
  async #saveCheckpoint({ checkpoint, ...event }: CheckpointReady): Promise<void> {
    const { journal, checkpoints, keep, pause } = this.#options;
    journal.sync();
    const stored = await pause.whenSpace(() => checkpoints.save({ checkpoint, ...event }, this.#now()));
    const removed = checkpoints.superfluous(stored, keep);
    const line: CheckpointLine = { ...event, name: stored.name, sizeBytes: stored.sizeBytes, removed };
    await this.#lines([line], this.#now());
    journal.sync();
    await pause.whenSpace(() => checkpoints.remove(removed));
  }
}

/** The smallest and the largest of finite values; 0 and 0 where there are none. */
function spanOf(values: Float32Array): readonly [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low > high ? [0, 0] : [low, high];
}
