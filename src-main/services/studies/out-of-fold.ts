import type { StudyResults } from '../../../src-shared/domain/study.ts';
import { listUnpooledStudies, poolSource, saveStudyResults, studyResults } from '../../store/studies.request.ts';
import type { Store } from '../../store/start.ts';
import type { Background } from '../background.ts';
import type { Calls } from '../short-calls.ts';
import { createRest } from '../wait.ts';

/** Values of many samples are drawn a thousand times: as long as it takes, within reason. */
const POOL_TIMEOUT_MS = 60 * 60 * 1000;
const LOOK_MS = 5000;

export interface OutOfFoldOptions {
  readonly store: Store;
  readonly calls: Calls;
  readonly background: Background;
}

/**
 * Computes what the out-of-fold predictions of k-folds come to, in a process
 * of its own, and keeps it in the database until a fold is tested again. The
 * owner of the data folder does so by itself, anyone else when asked.
 */
export class OutOfFold {
  readonly #options: OutOfFoldOptions;
  readonly #closing = new AbortController();
  readonly #rest = createRest();
  readonly #ended: Promise<void>;
  /** By stamp: two that ask at a time wait for one answer. */
  readonly #computing = new Map<string, Promise<void>>();
  /** Stamps that failed: the same looks will fail again. */
  readonly #failed = new Set<string>();

  constructor(options: OutOfFoldOptions) {
    this.#options = options;
    options.store.onNotice(({ topic }) => {
      if (topic === 'runs') this.#rest.wake();
    });
    options.store.onOwner(() => this.#rest.wake());
    this.#ended = this.#work();
  }

  /** What is known once everything that was looked at is pooled. */
  async results(studyId: string): Promise<StudyResults> {
    await this.#pool(studyId);
    return this.#options.store.call(studyResults, { studyId });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#ended;
  }

  async #work(): Promise<void> {
    const { store, background } = this.#options;
    while (!this.#closing.signal.aborted) {
      if (store.owner) await background.run('looking for k-folds to sum up', () => this.#step());
      await this.#rest.take(LOOK_MS, this.#closing.signal);
    }
  }

  async #step(): Promise<void> {
    const { store, background } = this.#options;
    for (const { studyId } of await store.call(listUnpooledStudies, null)) {
      const { stamp } = await store.call(poolSource, { studyId });
      if (this.#failed.has(stamp) || this.#closing.signal.aborted) continue;
      await background.run(`summing up the k-fold ${studyId}`, () => this.#pool(studyId));
    }
  }

  async #pool(studyId: string): Promise<void> {
    const { stamp, folders, saved } = await this.#options.store.call(poolSource, { studyId });
    if (saved !== null || folders.length === 0) return;
    const known = this.#computing.get(stamp);
    const computing = known ?? this.#compute(studyId, stamp, folders).finally(() => this.#computing.delete(stamp));
    this.#computing.set(stamp, computing);
    await computing;
  }

  async #compute(studyId: string, stamp: string, folders: readonly string[]): Promise<void> {
    const { store, calls } = this.#options;
    try {
      const results = await calls('pool', { folders }, { timeoutMs: POOL_TIMEOUT_MS, signal: this.#closing.signal });
      await store.call(saveStudyResults, { studyId, stamp, results });
    } catch (error) {
      this.#failed.add(stamp);
      throw error;
    }
  }
}
