import { setTimeout } from 'node:timers/promises';
import { BadInput, flattenError } from '../../../src-shared/lib/bad-input.ts';
import type { IndexOutcome } from '../../../src-shared/domain/index-event.ts';
import type { DatasetFile } from '../../../src-shared/schema/dataset-file.ts';
import type { Indexer } from '../../files/indexer.ts';
import { beginIndex, datasetSummary, endIndex, listDatasetsToIndex, writeIndexEvents } from '../../store/datasets.request.ts';
import { knownEvents } from '../../store/start.ts';
import type { Store } from '../../store/start.ts';
import type { Background } from '../background.ts';
import { EventWriter } from './event-writer.ts';

/** How often the owner looks for indexes whose host has died, and a host whether another has cancelled its own. */
const LOOK_MS = 2000;

interface Task {
  readonly datasetId: string;
  readonly file: DatasetFile;
  readonly stop: AbortController;
  /** Resolves when nothing more will be written for it. */
  readonly ended: PromiseWithResolvers<void>;
}

/**
 * Reads datasets one after the other, each with an indexer process of its own.
 *
 * What was being read when a host died is taken up by the owner of the data
 * folder, and goes on where it was.
 */
export class IndexQueue {
  readonly #store: Store;
  readonly #indexer: Indexer;
  readonly #background: Background;
  readonly #secret: () => string;
  readonly #tasks = new Map<string, Task>();
  readonly #clock: NodeJS.Timeout;
  #running: Promise<void> = Promise.resolve();
  #closed = false;

  /** @param secret what groups of patients are made with. */
  constructor({ store, indexer, background, secret }: { readonly store: Store; readonly indexer: Indexer; readonly background: Background; readonly secret: () => string }) {
    this.#store = store;
    this.#indexer = indexer;
    this.#background = background;
    this.#secret = secret;
    const look = () => void background.run('looking for datasets to index', () => this.#look());
    store.onOwner(look);
    this.#clock = setInterval(look, LOOK_MS).unref();
  }

  /**
   * Begins to read a dataset as soon as those before it have been read.
   *
   * @param join whether it will do that another process is at it.
   * @throws BadInput if another process is at it, and that will not do.
   */
  async begin(datasetId: string, { join = false } = {}): Promise<void> {
    if (this.#closed || this.#tasks.has(datasetId)) return;
    const file = await this.#store.call(beginIndex, { datasetId, join });
    if (file === null) return;
    const task: Task = { datasetId, file, stop: new AbortController(), ended: Promise.withResolvers() };
    this.#tasks.set(datasetId, task);
    this.#running = this.#running.then(() => this.#background.run(`indexing ${file.folder}`, () => this.#run(task)));
  }

  /** Stops reading, also where another host reads unless `ownOnly`; what has been read stays. */
  async cancel(datasetId: string, { ownOnly = false }: { readonly ownOnly?: boolean | undefined } = {}): Promise<void> {
    const task = this.#tasks.get(datasetId);
    if (task) {
      task.stop.abort();
      await task.ended.promise;
      return;
    }
    if (ownOnly) return;
    const { status } = await this.#store.call(datasetSummary, { datasetId });
    if (status !== 'indexing') return;
    await this.#store.call(endIndex, { datasetId, outcome: 'cancelled', message: null });
    // The host that reads sees it at its next look, and writes no more after that.
    await setTimeout(2 * LOOK_MS);
  }

  /** What is being read stays marked so: the next owner goes on with it. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#clock);
    for (const { stop } of this.#tasks.values()) stop.abort();
    await this.#running;
  }

  async #run(task: Task): Promise<void> {
    try {
      const end = await this.#read(task);
      if (!this.#closed) await this.#store.call(endIndex, { datasetId: task.datasetId, ...end });
    } finally {
      this.#tasks.delete(task.datasetId);
      task.ended.resolve();
    }
  }

  async #read({ datasetId, file, stop }: Task): Promise<{ readonly outcome: IndexOutcome | 'failed'; readonly message: string | null }> {
    if (stop.signal.aborted) return { outcome: 'cancelled', message: null };
    const writer = new EventWriter((events) => this.#store.call(writeIndexEvents, { datasetId, events }));
    const { folder, layout, manifest, reading } = file;
    try {
      const outcome = await this.#indexer.index(
        { folder, wish: { layout, manifest, ...reading }, secret: this.#secret(), known: () => knownEvents(this.#store, datasetId), onEvent: (event) => writer.add(event, performance.now()) },
        stop.signal,
      );
      await writer.end();
      return { outcome, message: null };
    } catch (error) {
      return { outcome: 'failed', message: inWords(error, folder) };
    }
  }

  /** Stops what another host has cancelled, and takes up what nobody reads any more. */
  async #look(): Promise<void> {
    for (const { datasetId, stop } of this.#tasks.values()) {
      const { status } = await this.#store.call(datasetSummary, { datasetId });
      if (status !== 'indexing') stop.abort();
    }
    if (!this.#store.owner) return;
    for (const { datasetId } of await this.#store.call(listDatasetsToIndex, null)) await this.begin(datasetId);
  }
}

function inWords(error: unknown, folder: string): string {
  const { message, help } = flattenError(error);
  const sentence = error instanceof BadInput ? message : `expected to index ${folder}, but ${message}`;
  return help === null ? sentence : `${sentence}. ${help}`;
}
