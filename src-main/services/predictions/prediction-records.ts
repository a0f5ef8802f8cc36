import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PredictionSummary } from '../../../src-shared/domain/prediction.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { parsePredictionRecord, PREDICTION_FORMAT_VERSION } from '../../../src-shared/schema/prediction-file.ts';
import type { PredictionRecord } from '../../../src-shared/schema/prediction-file.ts';
import { isMissing, readIfThere } from '../../store/run-files.ts';
import { writeAtomicallyLater } from '../../threads/atomic-file.ts';
import { identifyProcess, processState } from '../../threads/process-identity.ts';

/** Predictions of all hosts on a data folder, one file each. */
export class PredictionRecords {
  readonly #folder: string;
  #owner: Promise<PredictionRecord['owner']> | null = null;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async write(summary: PredictionSummary): Promise<void> {
    this.#owner ??= ownIdentity();
    const record: PredictionRecord = {
      formatVersion: PREDICTION_FORMAT_VERSION,
      summary: { ...summary, runs: [...summary.runs], classes: [...summary.classes], maskValues: summary.maskValues && [...summary.maskValues], inputs: [...summary.inputs] },
      owner: await this.#owner,
    };
    await mkdir(this.#folder, { recursive: true });
    await writeAtomicallyLater(this.#path(summary.id), `${JSON.stringify(record)}\n`);
  }

  /** Newest first. One whose host is gone was interrupted. */
  async list(): Promise<readonly PredictionSummary[]> {
    const names = await readdir(this.#folder).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    const found = await Promise.all(names.filter((name) => /^[0-9a-f-]{36}\.json$/.test(name)).map((name) => this.#read(name.slice(0, -'.json'.length))));
    return found.filter((each) => each !== null).sort((a, b) => b.startedMs - a.startedMs);
  }

  async get(id: string): Promise<PredictionSummary> {
    const found = /^[0-9a-f-]{36}$/.test(id) ? await this.#read(id) : null;
    if (found) return found;
    throw new BadInput('expected a prediction that is there, but found none of that id', { help: 'It may have been taken off the list: reload it.' });
  }

  async remove(id: string): Promise<void> {
    await this.get(id);
    await rm(this.#path(id), { force: true });
  }

  async #read(id: string): Promise<PredictionSummary | null> {
    const path = this.#path(id);
    const text = await readIfThere(path);
    if (text === null) return null;
    const { owner, summary } = parsePredictionRecord(text, path);
    if (summary.status !== 'running' || (await processState(owner)) !== 'gone') return summary;
    return { ...summary, status: 'interrupted', message: 'The app was ended while it predicted. Predict the images anew, into another folder.' };
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}

async function ownIdentity(): Promise<PredictionRecord['owner']> {
  const own = await identifyProcess();
  if (own === null) throw new Error('expected to find our own process, but found none');
  return own;
}
