import { randomBytes } from 'node:crypto';
import { rmSync, statfsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeDurably } from '../threads/atomic-file.ts';

const BALLAST_BYTES = 256 * 1024;
const RETRY_MS = 3000;
const LOOK_FOR_STOP_MS = 200;

/** The run was asked to stop while it waited for space on the disk. */
export class DiskFull extends Error {
  constructor(folder: string, options: { cause: unknown }) {
    super(`Stopped, as asked, while the disk that holds ${folder} was full: what came after the last checkpoint is lost`, options);
    this.name = 'DiskFull';
  }
}

export function isDiskFull(error: unknown): boolean {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

export interface DiskPauseOptions {
  readonly folder: string;
  readonly ballast: string;
  readonly stopAsked: () => boolean;
  /** Says that the run waits, and later that it goes on; must not wait for space itself. */
  readonly tell: (kind: 'warning' | 'note', text: string) => void;
  readonly retryMs?: number;
}

/**
 * Holds a run while the disk is full instead of letting it die. A small file
 * of ballast is given up first, so that the journal can still say why.
 */
export class DiskPause {
  readonly #options: DiskPauseOptions;
  #waiting = false;

  constructor(options: DiskPauseOptions) {
    this.#options = options;
    try {
      this.#takeBallast();
    } catch (error) {
      if (!isDiskFull(error)) throw error;
    }
  }

  /**
   * Does something that needs space, as often as it takes. The action must
   * leave nothing behind when it fails.
   */
  async whenSpace<T>(action: () => T): Promise<T> {
    const result = await this.#persist(action);
    if (this.#waiting) {
      await this.#persist(() => this.#takeBallast());
      this.#waiting = false;
      this.#options.tell('note', 'The disk has space again: the run goes on.');
    }
    return result;
  }

  /** Gives the ballast back at the end of an attempt. */
  close(): void {
    rmSync(this.#options.ballast, { force: true });
  }

  async #persist<T>(action: () => T): Promise<T> {
    for (;;) {
      try {
        return action();
      } catch (error) {
        if (!isDiskFull(error)) throw error;
        await this.#wait(error);
      }
    }
  }

  async #wait(error: unknown): Promise<void> {
    const { folder, stopAsked, tell, retryMs = RETRY_MS } = this.#options;
    if (!this.#waiting) {
      this.#waiting = true;
      this.close();
      tell('warning', `Paused: the disk that holds ${folder} is full (${freeMegabytes(folder)} MB free). Free some space and the run goes on by itself.`);
    }
    const until = performance.now() + retryMs;
    do {
      if (stopAsked()) throw new DiskFull(folder, { cause: error });
      await sleep(Math.min(LOOK_FOR_STOP_MS, retryMs));
    } while (performance.now() < until);
  }

  /** Random bytes: a disk that compresses would make nothing of others. */
  #takeBallast(): void {
    try {
      writeDurably(this.#options.ballast, [randomBytes(BALLAST_BYTES)]);
    } catch (error) {
      this.close();
      throw error;
    }
  }
}

function freeMegabytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return Math.floor((bavail * bsize) / 1e6);
}
