import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RUN_FILES } from '../../../src-shared/domain/run-folder.ts';
import { LIVE_STATUSES } from '../../../src-shared/domain/run.ts';
import type { RunStatus, RunSummary } from '../../../src-shared/domain/run.ts';
import { BadInput, flattenError } from '../../../src-shared/lib/bad-input.ts';
import type { WaitingRun } from '../../../src-shared/schema/waiting-run.ts';
import { readRunFile, statIfThere } from '../../store/run-files.ts';
import { claimRun, followRun, listRunsOf, registerRun, runSummary } from '../../store/runs.request.ts';
import type { Store } from '../../store/start.ts';
import { identifyProcess } from '../../threads/process-identity.ts';
import { forgetRequests, launchTrainer, requestStop } from '../../trainer/launch.ts';
import type { Background } from '../background.ts';
import { liveRuns, workingPid } from '../runs/live-runs.ts';
import { createRest } from '../wait.ts';
import { startable } from './devices.ts';
import { imagesOf } from './images-folder.ts';
import { earlyEnd, findTrainerStart, hasBegun } from './trainer-start.ts';
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
  /** Where the secret lies that they unseal samples with. */
  readonly keyFile: string;
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
  /** Since when runs are called queued without being in the queue. */
  readonly #lost = new Map<string, number>();
  readonly #ended: Promise<void>;

  constructor(options: QueueOptions) {
    this.#options = options;
    options.store.onNotice(({ topic }) => {
      if (topic === 'runs') this.#rest.wake();
    });
    options.store.onOwner(() => this.#rest.wake());
    this.#ended = this.#work();
  }

  /** Lets a run that is in the list as `queued` wait for its turn. */
  async add(run: Pick<RunSummary, 'id' | 'folder'>, device: string, epochs: number | null): Promise<void> {
    await this.#options.waiting.add({ runId: run.id, folder: run.folder, device, epochs }, Date.now());
    this.#rest.wake();
  }

  /** The runs whose trainer has not been started, in the order in which that will be done. */
  async list(): Promise<readonly WaitingRun[]> {
    return (await this.#options.waiting.list()).filter(({ trainer }) => trainer === null);
  }

  /** Puts a run that waits before another one, or with null behind all. */
  async move(runId: string, before: string | null): Promise<void> {
    const { waiting, store } = this.#options;
    if (!(await waiting.move(runId, before))) {
      throw new BadInput('expected a run that waits for its turn, and one to put it before, but one of them waits no more', { help: 'It may have been started or cancelled meanwhile: look at the queue again.' });
    }
    await store.call(followRun, { runId });
    this.#rest.wake();
  }

  /** Lets a run that has ended go on, to so many epochs in all or as many as it was meant to have. */
  async resume(run: Pick<RunSummary, 'id' | 'folder'>, epochs: number | null): Promise<RunSummary> {
    // What was asked of an earlier trainer goes before the run is queued: what is asked from then on is for the next one.
    forgetRequests(run.folder);
    const queued = await this.#options.store.call(claimRun, { runId: run.id, from: STARTABLE, to: 'queued' });
    await this.add(run, await deviceOf(run.folder), epochs);
    return queued;
  }

  /**
   * Stops a run that waits or is being trained. Left in the run folder first,
   * the request is also found by a trainer that a host starts at this very moment.
   */
  async stop({ id, folder }: Pick<RunSummary, 'id' | 'folder'>, when: 'epoch' | 'now'): Promise<void> {
    requestStop(folder, when);
    await this.#takeOut(id);
  }

  /** Does nothing to a run whose trainer has been started. */
  async #takeOut(runId: string): Promise<void> {
    const { waiting, store } = this.#options;
    const isLive = async () => LIVE_STATUSES.includes((await store.call(runSummary, { runId })).status);
    if (await isLive()) return;
    for (const each of await waiting.list()) if (each.runId === runId) await waiting.remove(each);
    try {
      await store.call(claimRun, { runId, from: ['queued', 'stopped', 'interrupted'], to: 'stopped', message: NEVER_BEGAN });
    } catch (error) {
      if (!(await isLive())) throw error;
    }
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
      await this.#rest.take(LOOK_MS, this.#closing.signal);
    }
  }

  /** What is wrong with one run keeps no other waiting. */
  async #step(): Promise<void> {
    const { store, waiting, background } = this.#options;
    const known = await store.call(listRunsOf, { statuses: ['queued', 'starting'] });
    const listed = await waiting.list();
    await this.#letGo(known.filter(({ id, status }) => status === 'queued' && !listed.some(({ runId }) => runId === id)));
    const unserved: WaitingRun[] = [];
    for (const run of listed) {
      await background.run(`queueing ${run.folder}`, async () => {
        if (await this.#stillWaits(run, known)) unserved.push(run);
      });
    }
    if (unserved.length === 0) return;
    const working = [...(await liveRuns(store)), ...(await stillWorkedOn(unserved))];
    const busy = await Promise.all(working.map(({ folder }) => deviceOf(folder)));
    for (const run of startable(unserved, busy)) await background.run(`starting ${run.folder}`, () => this.#start(run));
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

  /** False for a run whose trainer has been started, by us or by a host that has died, or that is gone or in the bin. */
  async #stillWaits(run: WaitingRun, known: readonly RunSummary[]): Promise<boolean> {
    const { waiting } = this.#options;
    const start = await findTrainerStart(run);
    if (start === 'ended') await this.#endEarly(run, run.trainer?.logBytes ?? 0);
    if (start === 'begun' || start === 'ended' || !existsSync(run.folder)) {
      await waiting.remove(run);
      return false;
    }
    return (await this.#recall(run, start === 'none' ? 'queued' : 'starting', known)) && start === 'none';
  }

  /**
   * Has the list say what the queue knows: the database may be new, or a host
   * has died just before it started the trainer. False for a run in the bin.
   */
  async #recall(run: WaitingRun, status: 'queued' | 'starting', known: readonly RunSummary[]): Promise<boolean> {
    const { store } = this.#options;
    const { runId, folder } = run;
    if (known.some((each) => each.id === runId && each.status === status && each.binnedMs === null)) return true;
    const { binnedMs } = await store.call(registerRun, { folder });
    if (binnedMs !== null && status === 'queued') {
      await this.#takeOut(runId);
      return false;
    }
    await store.call(claimRun, { runId, from: [...STARTABLE, 'starting'], to: status });
    return true;
  }

  async #start(run: WaitingRun): Promise<void> {
    const { store, waiting } = this.#options;
    const { runId, folder } = run;
    // It may have been put into the bin while the others were looked at.
    if ((await store.call(runSummary, { runId })).binnedMs !== null) return this.#takeOut(runId);
    await store.call(claimRun, { runId, from: ['queued'], to: 'starting' });
    const logBytes = (await statIfThere(join(folder, RUN_FILES.log)))?.size ?? 0;
    const pid = await this.#launch(run);
    const trainer = pid === null ? null : await identifyProcess(pid);
    if (trainer !== null) return this.#note({ ...run, trainer: { ...trainer, logBytes } });
    if (pid !== null && !(await hasBegun(run))) await this.#endEarly(run, logBytes);
    await waiting.remove(run);
  }

  /** Null, and told in the run, if that fails. */
  async #launch({ runId, folder, epochs }: WaitingRun): Promise<number | null> {
    const { store, node, keyFile } = this.#options;
    try {
      const images = await imagesOf(store, runId);
      return (await launchTrainer({ folder, node, keyFile, ...(epochs === null ? {} : { epochs }), ...(images === null ? {} : { images }) })).pid;
    } catch (error) {
      const { message } = flattenError(error);
      await store.call(claimRun, { runId, from: ['starting'], to: 'failed', message: error instanceof BadInput ? message : `expected to start the trainer, but ${message}` });
      return null;
    }
  }

  /** Lets any later host know the trainer. Where that cannot be written, the run leaves the queue: nobody may start it twice. */
  async #note(run: WaitingRun): Promise<void> {
    const { waiting } = this.#options;
    await waiting.write(run).catch(async (error: unknown) => {
      await waiting.remove(run);
      throw error;
    });
  }

  /** Unless another has taken the run on meanwhile. */
  async #endEarly({ runId, folder }: WaitingRun, logBytes: number): Promise<void> {
    const { store } = this.#options;
    if ((await store.call(runSummary, { runId })).status !== 'starting') return;
    const { status, message } = await earlyEnd(folder, logBytes);
    await store.call(claimRun, { runId, from: ['starting'], to: status, message });
  }
}

/** Runs whose last process has told how it ended, but is not gone yet; or that are being tested. */
async function stillWorkedOn(runs: readonly WaitingRun[]): Promise<readonly WaitingRun[]> {
  const pids = await Promise.all(runs.map(({ folder }) => workingPid(folder)));
  return runs.filter((_, i) => pids[i] !== null);
}

/** States that a trainer can go on from. */
export const STARTABLE: readonly RunStatus[] = ['queued', 'stopped', 'interrupted', 'failed', 'finished'];

/** What a run computes on, as its experiment says it. */
async function deviceOf(folder: string): Promise<string> {
  return (await readRunFile(folder))?.value.spec.device ?? 'auto';
}
