import { METHOD_NAMES } from '../../../src-shared/api/index.ts';
import type { Api, Notice } from '../../../src-shared/api/index.ts';
import type { RunSummary } from '../../../src-shared/domain/run.ts';
import type { Services } from '../../../src-main/services/contract.ts';

export interface Call {
  readonly name: string;
  readonly argument: unknown;
}

/** Services that note what is asked of them and answer what a test has laid out. */
export class NotedServices implements Services {
  readonly calls: Call[] = [];
  readonly answers = new Map<string, (argument: unknown) => unknown>();
  readonly live = new Map<string, string>();
  closed = 0;
  readonly #listeners = new Set<(notice: Notice) => void>();

  readonly api: Api = Object.fromEntries(
    Object.entries(Object.groupBy(METHOD_NAMES, (name) => name.split('.')[0] ?? '')).map(([noun, names = []]) => [
      noun,
      Object.fromEntries(names.map((name) => [name.split('.')[1], (argument: unknown) => this.#answer(name, argument)])),
    ]),
  ) as unknown as Api;

  async #answer(name: string, argument: unknown): Promise<unknown> {
    this.calls.push({ name, argument });
    await Promise.resolve();
    return this.answers.get(name)?.(argument);
  }

  onNotice(listener: (notice: Notice) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  notify(notice: Notice): void {
    for (const listener of this.#listeners) listener(notice);
  }

  /** A run as it begins, ends, or is told of again. */
  run(runId: string, status: RunSummary['status'], more: Partial<RunSummary> = {}): void {
    this.answers.set('runs.get', () => ({ id: runId, name: runId, status, epoch: 1, epochs: 2, message: null, selection: null, ...more }));
    if (status === 'running') this.live.set(runId, runId);
    else this.live.delete(runId);
    this.notify({ topic: 'runs', id: runId });
  }

  liveRuns(): Promise<readonly { readonly runId: string; readonly name: string }[]> {
    return Promise.resolve([...this.live].map(([runId, name]) => ({ runId, name })));
  }

  close(): Promise<void> {
    this.closed += 1;
    return Promise.resolve();
  }

  settled(): Promise<void> {
    return Promise.resolve();
  }

  folder(): never {
    throw new Error('expected no host but the command line to name folders');
  }
  watchIndex(): never {
    throw new Error('expected no host but the command line to follow an index');
  }
  watchRun(): never {
    throw new Error('expected no host but the command line to follow a run');
  }
  watchPrediction(): never {
    throw new Error('expected no host but the command line to follow a prediction');
  }
}
