import { existsSync } from 'node:fs';
import type { RunStatus, RunSummary } from '../../../src-shared/domain/run.ts';
import { BadInput, flattenError } from '../../../src-shared/lib/bad-input.ts';
import type { WaitingRun } from '../../../src-shared/schema/waiting-run.ts';
import { readProcessFile, readRunFile } from '../../store/run-files.ts';
import { claimRun, listRunsOf, registerRun } from '../../store/runs.request.ts';
import type { Store } from '../../store/start.ts';
import { launchTrainer } from '../../trainer/launch.ts';
import type { Background } from '../background.ts';
import { liveRuns } from '../runs/live-runs.ts';
import { createRest } from '../wait.ts';
import { startable } from './devices.ts';
import { LaunchedTrainers } from './launched-trainers.ts';
import type { WaitingRuns } from './waiting-runs.ts';

const LOOK_MS = 1000;

/** A run is put into the list and into the queue one after the other; what lacks the second for so long never got it. */
const LOST_MS = 10_000;

/** Said of a run that was taken out of the queue, by whomever. */
const NEVER_BEGAN = 'It was taken out of the queue before it began.';

export interface QueueOptions {
  readonly store: Store;
  readonly waiting: WaitingRuns;
  /** The Node that runs trainers. */
  readonly node: string;
  readonly background: Background;
}

/**
 * Starts trainers, one per device at a time, in the order in which runs were
 * asked for. Any host adds to the queue; the owner of the data folder runs it.
 */
export class RunQueue {
  readonly #options: QueueOptions;
  readonly #closing = new AbortController();
  readonly #rest = createRest();
  readonly #launched: LaunchedTrainers;
  /** Since when runs are called queued without being in the queue. */
  readonly #lost = new Map<string, number>();
  readonly #ended: Promise<void>;

  constructor(options: QueueOptions) {
    this.#options = options;
    this.#launched = new LaunchedTrainers(options.store);
    options.store.onNotice(({ topic }) => {
      if (topic === 'runs') this.#rest.wake();
    });
    options.store.onOwner(() => this.#rest.wake());
    this.#ended = this.#work();
  }

  /** Lets a run wait for its turn. It must be in the list as `queued`. */
  async add(run: Pick<RunSummary, 'id' | 'folder'>, device: string, epochs: number | null): Promise<void> {
    await this.#options.waiting.add({ runId: run.id, folder: run.folder, device, epochs }, Date.now());
    this.#rest.wake();
  }

  /** Takes a run out of the queue. */
  async remove(runId: string): Promise<void> {
    const { waiting, store } = this.#options;
    for (const each of await waiting.list()) if (each.runId === runId) await waiting.remove(each);
    await store.call(claimRun, { runId, from: ['queued', 'stopped'], to: 'stopped', message: NEVER_BEGAN });
  }

  /** Trainers go on; what waits is started by the next owner. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#ended;
  }

  async #work(): Promise<void> {
    const { store, background } = this.#options;
    while (!this.#closing.signal.aborted) {
      if (store.owner) await background.run('starting waiting runs', () => this.#step());
      await background.run('looking after started trainers', () => this.#launched.look());
      await this.#rest.take(LOOK_MS, this.#closing.signal);
    }
  }

  async #step(): Promise<void> {
    const { store, waiting } = this.#options;
    const queued = await store.call(listRunsOf, { statuses: ['queued'] });
    const listed = await waiting.list();
    await this.#letGo(queued.filter(({ id }) => !listed.some(({ runId }) => runId === id)));
    const unserved: WaitingRun[] = [];
    for (const run of listed) if (await this.#stillWaits(run, queued)) unserved.push(run);
    if (unserved.length === 0) return;
    const busy = await Promise.all((await liveRuns(store)).map(({ folder }) => deviceOf(folder)));
    for (const run of startable(unserved, busy)) await this.#start(run);
  }

  /** Runs that are called queued although they are not in the queue: a host died in between. */
  async #letGo(runs: readonly RunSummary[]): Promise<void> {
    const nowMs = Date.now();
    for (const id of this.#lost.keys()) if (!runs.some((run) => run.id === id)) this.#lost.delete(id);
    for (const { id } of runs) {
      const sinceMs = this.#lost.get(id) ?? nowMs;
      this.#lost.set(id, sinceMs);
      if (nowMs - sinceMs > LOST_MS) await this.#options.store.call(claimRun, { runId: id, from: ['queued'], to: 'stopped', message: NEVER_BEGAN });
    }
  }

  /** False for a run whose trainer a host had started just before it died, or whose folder is gone. */
  async #stillWaits(run: WaitingRun, queued: readonly RunSummary[]): Promise<boolean> {
    const { store, waiting } = this.#options;
    const process = await readProcessFile(run.folder);
    const isServed = process?.value.command === 'train' && process.modifiedMs > run.queuedMs;
    if (isServed || !existsSync(run.folder)) {
      await waiting.remove(run);
      return false;
    }
    if (queued.some(({ id }) => id === run.runId)) return true;
    // The database is new, or was put back: it knows the run, but not that it waits.
    const { status } = await store.call(registerRun, { folder: run.folder });
    if (status === 'starting') return false;
    await store.call(claimRun, { runId: run.runId, from: STARTABLE, to: 'queued' });
    return true;
  }

  async #start(run: WaitingRun): Promise<void> {
    const { store, waiting, node } = this.#options;
    const { runId, folder, epochs } = run;
    await store.call(claimRun, { runId, from: ['queued'], to: 'starting' });
    try {
      const sinceMs = Date.now();
      const { pid } = await launchTrainer({ folder, node, ...(epochs === null ? {} : { epochs }) });
      this.#launched.add(runId, { folder, pid, sinceMs });
    } catch (error) {
      const { message } = flattenError(error);
      await store.call(claimRun, { runId, from: ['starting'], to: 'failed', message: error instanceof BadInput ? message : `expected to start the trainer, but ${message}` });
    }
    await waiting.remove(run);
  }
}

/** States that a trainer can go on from. */
export const STARTABLE: readonly RunStatus[] = ['queued', 'stopped', 'interrupted', 'failed', 'finished'];

/** What a run computes on, as its experiment says it. */
export async function deviceOf(folder: string): Promise<string> {
  return (await readRunFile(folder))?.value.spec.device ?? 'auto';
}
