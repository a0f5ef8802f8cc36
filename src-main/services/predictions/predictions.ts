import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Notice } from '../../../src-shared/api/index.ts';
import type { Page } from '../../../src-shared/api/method.ts';
import { PREDICTION_FILES } from '../../../src-shared/domain/prediction.ts';
import type { PredictionRow, PredictionSummary } from '../../../src-shared/domain/prediction.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { parsePredictionFile } from '../../../src-shared/schema/prediction-file.ts';
import type { Background } from '../background.ts';
import { LimitedCache } from '../limited-cache.ts';
import type { Calls } from '../short-calls.ts';
import { createRest } from '../wait.ts';
import { openOutput } from './output-files.ts';
import { PredictionJob } from './prediction-job.ts';
import type { JobPlan } from './prediction-job.ts';
import { PredictionRecords } from './prediction-records.ts';

/** Progress is told at most this often. */
const NOTICE_MS = 250;

/** Predictions of the past whose rows are held. */
const PAST = 4;

export interface PredictionsOptions {
  /** For the records. */
  readonly folder: string;
  readonly calls: Calls;
  readonly background: Background;
  readonly notify: (notice: Notice) => void;
}

/** The predictions of this host, and what is known of those of others. */
export class Predictions {
  readonly #options: PredictionsOptions;
  readonly #records: PredictionRecords;
  readonly #jobs = new Map<string, { readonly job: PredictionJob; readonly ended: Promise<void> }>();
  readonly #past = new LimitedCache<readonly PredictionRow[]>(PAST);

  constructor(options: PredictionsOptions) {
    this.#options = options;
    this.#records = new PredictionRecords(options.folder);
  }

  /** @throws BadInput if the folder cannot take predictions. */
  async start(wanted: Omit<JobPlan, 'id' | 'outputFolder' | 'isNewFolder'> & { readonly outputFolder: string | null }): Promise<PredictionSummary> {
    const id = randomUUID();
    const outputFolder = wanted.outputFolder ?? join(this.#options.folder, id);
    const job = new PredictionJob({ ...wanted, id, outputFolder, isNewFolder: openOutput(outputFolder) }, this.#teller(id));
    await this.#records.write(job.summary);
    const ended = this.#finish(job);
    this.#jobs.set(id, { job, ended });
    this.#options.notify({ topic: 'predictions' });
    return job.summary;
  }

  async list(): Promise<readonly PredictionSummary[]> {
    const known = await this.#records.list();
    return known.map((each) => this.#jobs.get(each.id)?.job.summary ?? each);
  }

  async get(id: string): Promise<PredictionSummary> {
    return this.#jobs.get(id)?.job.summary ?? this.#records.get(id);
  }

  async rows(id: string, { only, offset, limit }: { readonly only?: 'done' | 'failed' | undefined; readonly offset: number; readonly limit: number }): Promise<Page<PredictionRow>> {
    const all = await this.allRows(id);
    const wanted = only === undefined ? all : all.filter(({ image }) => (image !== null) === (only === 'done'));
    return { total: wanted.length, rows: wanted.slice(offset, offset + limit) };
  }

  /** In the order in which they were done; of one of the past, what could be predicted first. */
  async allRows(id: string): Promise<readonly PredictionRow[]> {
    const job = this.#jobs.get(id)?.job;
    if (job) return job.rows;
    const known = this.#past.get(id);
    if (known) return known;
    const { outputFolder } = await this.#records.get(id);
    const rows = await readRows(join(outputFolder, PREDICTION_FILES.document));
    this.#past.set(id, rows);
    return rows;
  }

  async cancel(id: string): Promise<void> {
    const found = this.#jobs.get(id);
    if (found) {
      found.job.stop();
      return;
    }
    const { status } = await this.#records.get(id);
    if (status === 'running') throw new BadInput('expected a prediction of this app, but another one on the same data folder makes it', { help: 'Stop it there.' });
  }

  async forget(id: string): Promise<void> {
    const { status } = await this.get(id);
    if (status === 'running') throw new BadInput('expected a prediction that has ended, but this one is being made', { help: 'Stop it first.' });
    await this.#records.remove(id);
    this.#jobs.delete(id);
    this.#past.delete(id);
    this.#options.notify({ topic: 'predictions' });
  }

  /**
   * How far a prediction of this host has come, until it has ended.
   *
   * @throws what made it fail.
   */
  async *watch(id: string, signal: AbortSignal): AsyncGenerator<PredictionSummary> {
    const found = this.#jobs.get(id);
    if (!found) throw new BadInput('expected a prediction that this host makes, but found another');
    const rest = createRest();
    const ended = found.ended.then(() => rest.wake());
    while (found.job.summary.endedMs === null && !signal.aborted) {
      yield found.job.summary;
      await rest.take(NOTICE_MS, signal);
    }
    await ended;
    yield found.job.summary;
    if (found.job.error !== null) throw found.job.error;
  }

  /** Ends those that run; what they have done is kept. */
  async close(): Promise<void> {
    for (const { job } of this.#jobs.values()) job.stop();
    await Promise.all([...this.#jobs.values()].map(({ ended }) => ended));
  }

  async #finish(job: PredictionJob): Promise<void> {
    await job.run(this.#options.calls);
    await this.#options.background.run('keeping a prediction', () => this.#records.write(job.summary));
    this.#options.notify({ topic: 'predictions' });
  }

  /** Says that a prediction has changed, soon and not too often. */
  #teller(id: string): () => void {
    let waiting = false;
    return () => {
      if (waiting) return;
      waiting = true;
      setTimeout(() => {
        waiting = false;
        this.#options.notify({ topic: 'predictions', id });
      }, NOTICE_MS).unref();
    };
  }
}

async function readRows(path: string): Promise<readonly PredictionRow[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new BadInput(`expected the predictions in ${path}, but they are not there`, { help: 'The folder may have been moved or emptied: take the prediction off the list.', cause });
  });
  const { outputs, failed } = parsePredictionFile(text, path);
  return [...outputs.map((image) => ({ input: image.input, image, reason: null })), ...failed.map(({ input, reason }) => ({ input, image: null, reason }))].map((row, number) => ({ number, ...row }));
}
