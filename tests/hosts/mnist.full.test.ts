import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { entryFile } from '../../src-main/threads/entry.ts';
import { needs } from '../helpers/needs.ts';
import { NO_REAL_DATA, realData } from '../helpers/real-data.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const mnist = realData('mnist-png');

interface Trained {
  readonly run: string;
  readonly status: string;
  readonly imagesPerSecond: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** What a command of the app prints as JSON. */
async function delira(data: string, ...words: readonly string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [entryFile('cli'), ...words, '--data', data, '--json'], { maxBuffer: 2 ** 26 });
  return JSON.parse(stdout);
}

/** One epoch of the small network on all 60,000 images; the best checkpoint then sees the 10,000 of the test side. */
async function trainAndTest(data: string, seed: number): Promise<Trained> {
  const words = ['--dataset.folder', mnist ?? '', '--split.validation', '0', '--loader.batchSize', '64', '--training.epochs', '1', '--seed', String(seed)];
  return (await delira(data, 'train', ...words, '--test')) as Trained;
}

describe('MNIST from the command line', () => {
  it('is told apart as well as PyTorch does with three seeds, and the runs are listed and compared', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    const data = join(temporaryFolder(), 'data');
    const trained = [];
    for (const seed of [1, 2, 3]) trained.push(await trainAndTest(data, seed));
    expect(trained.map(({ status }) => status)).toEqual(['finished', 'finished', 'finished']);
    const accuracies = trained.map(({ metrics }) => metrics['test_accuracy'] ?? 0);
    expect(Math.min(...accuracies), accuracies.join(', ')).toBeGreaterThanOrEqual(0.975);
    expect(accuracies.reduce((sum, each) => sum + each / accuracies.length, 0), accuracies.join(', ')).toBeGreaterThanOrEqual(0.98);

    const list = (await delira(data, 'runs')) as { readonly total: number; readonly runs: readonly { readonly id: string; readonly testLooks: number }[] };
    expect(list.total).toBe(3);
    expect(list.runs.map(({ testLooks }) => testLooks)).toEqual([1, 1, 1]);
    expect(await delira(data, 'show', trained[0]?.run ?? '')).toMatchObject({ run: { status: 'finished', epoch: 1 } });
    const compared = JSON.stringify(await delira(data, 'compare', ...trained.map(({ run }) => run)));
    expect(compared).toContain('"seed"');
  });
});
