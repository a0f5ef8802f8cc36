import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { flattenError } from '../../../src-shared/lib/bad-input.ts';
import { WAITING_RUN_FORMAT_VERSION, parseWaitingRun } from '../../../src-shared/schema/waiting-run.ts';
import type { WaitingRun } from '../../../src-shared/schema/waiting-run.ts';
import { writeAtomicallyLater } from '../../threads/atomic-file.ts';
import { isMissing, readIfThere } from '../../store/run-files.ts';

/** The runs that wait for their turn, in its order: one file each, so that any host may add and take away. */
export class WaitingRuns {
  readonly #folder: string;
  readonly #onSetAside: (error: Error) => void;
  #lastMs = 0;

  /**
   * @param folder must be there.
   * @param onSetAside is told of a file that cannot be read: it keeps no other run waiting.
   */
  constructor(folder: string, onSetAside: (error: Error) => void = () => undefined) {
    this.#folder = folder;
    this.#onSetAside = onSetAside;
  }

  async list(): Promise<readonly WaitingRun[]> {
    const names = (await readdir(this.#folder)).filter((name) => NAME.test(name)).sort();
    const found = await Promise.all(names.map((name) => this.#read(name)));
    return found.filter((each) => each !== null).sort((a, b) => placeOf(a) - placeOf(b));
  }

  async add(run: Omit<WaitingRun, 'formatVersion' | 'queuedMs' | 'order' | 'trainer'>, nowMs: number): Promise<void> {
    this.#lastMs = Math.max(nowMs, this.#lastMs + 1);
    await this.write({ formatVersion: WAITING_RUN_FORMAT_VERSION, ...run, queuedMs: this.#lastMs, order: null, trainer: null });
  }

  /**
   * Puts a run before another one, or with null behind all. Only files of runs
   * between the two places change, one after the other: whatever ends us in
   * their midst, every run still waits.
   *
   * @returns false if one of the two waits no more.
   */
  async move(runId: string, before: string | null): Promise<boolean> {
    const all = (await this.list()).filter(({ trainer }) => trainer === null);
    const moved = all.find((run) => run.runId === runId);
    const rest = all.filter((run) => run.runId !== runId);
    const place = before === null ? rest.length : rest.findIndex((run) => run.runId === before);
    if (!moved || place === -1) return false;
    let last = -Infinity;
    for (const [i, run] of rest.toSpliced(place, 0, moved).entries()) {
      // Each takes over the place of who stood there; two that stood at one place are told apart from now on.
      last = Math.max(placeOf(all[i] ?? run), last + 1);
      if (placeOf(run) !== last && existsSync(this.#path(run))) await this.write({ ...run, order: last });
    }
    return true;
  }

  /** Replaces what is known of a run; its place stays. */
  async write(run: WaitingRun): Promise<void> {
    await writeAtomicallyLater(this.#path(run), `${JSON.stringify(run)}\n`);
  }

  async remove(run: Pick<WaitingRun, 'runId' | 'queuedMs'>): Promise<void> {
    await rm(this.#path(run), { force: true });
  }

  #path({ queuedMs, runId }: Pick<WaitingRun, 'runId' | 'queuedMs'>): string {
    return join(this.#folder, `${String(queuedMs).padStart(DIGITS, '0')}-${runId}.json`);
  }

  /** Null where another host has taken it meanwhile. */
  async #read(name: string): Promise<WaitingRun | null> {
    const path = join(this.#folder, name);
    try {
      const text = await readIfThere(path);
      return text === null ? null : parseWaitingRun(text, path);
    } catch (error) {
      if (!isMissing(error)) await this.#setAside(path, error);
      return null;
    }
  }

  async #setAside(path: string, cause: unknown): Promise<void> {
    const aside = `${path}.broken`;
    try {
      await rename(path, aside);
    } catch (error) {
      if (isMissing(error)) return;
      throw error;
    }
    this.#onSetAside(new Error(`${flattenError(cause).message}; it is kept as ${aside}, and its run waits no more: resume that run`, { cause }));
  }
}

function placeOf({ order, queuedMs }: WaitingRun): number {
  return order ?? queuedMs;
}

/** Milliseconds until the year 5138, so that names sort by time. */
const DIGITS = 14;
const NAME = /^\d{14}-[0-9a-f-]{36}\.json$/;
