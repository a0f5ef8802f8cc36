import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RUN_FILES } from '../../../src-shared/domain/run-folder.ts';
import { splitFileSchema } from '../../../src-shared/schema/run-file.ts';
import type { KFoldReport } from '../../../src-main/hosts/cli/commands/k-fold.ts';
import { needs } from '../../helpers/needs.ts';
import { NO_REAL_DATA, realData } from '../../helpers/real-data.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { copyDigits, delira, documentOf } from './command-line.ts';

const mnist = realData('mnist-png');

describe('a k-fold from the command line', () => {
  it('tests every image in exactly one of its runs, and tells mean and deviation over them', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    const base = temporaryFolder();
    const digits = join(base, 'digits');
    copyDigits(mnist ?? '', digits);
    const words = ['--dataset.folder', digits, '--split.folds', '3', '--model.filters', '4', '--model.dense', '8', '--training.epochs', '1', '--training.logImages.everyEpochs', '0'];
    const ended = await delira(['k-fold', ...words, '--json'], { data: join(base, 'data'), cwd: tmpdir() });
    const { folds, metrics } = documentOf<KFoldReport>(ended);
    expect(folds.map(({ fold, status }) => [fold, status])).toEqual([1, 2, 3].map((fold) => [fold, 'finished']));
    expect(folds.map(({ folder }) => folder.replace(/.*\//, ''))).toEqual(['digits-cnn-fold-1-0001', 'digits-cnn-fold-2-0001', 'digits-cnn-fold-3-0001']);
    const tested = folds.flatMap(({ folder }) => testSideOf(folder));
    expect([tested.length, new Set(tested).size]).toEqual([150, 150]);
    const accuracies = folds.map(({ metrics: values }) => values['test_accuracy'] ?? Number.NaN);
    const mean = accuracies.reduce((sum, value) => sum + value / 3, 0);
    expect(metrics['test_accuracy']?.mean).toBeCloseTo(mean, 12);
    expect(metrics['test_accuracy']?.standardDeviation).toBeCloseTo(Math.hypot(...accuracies.map((value) => value - mean)) / Math.SQRT2, 12);
    expect(ended.err).toMatch(/^fold 2 of 3: training /m);
  });
});

/** Paths of the test side, as the run's folder keeps them. */
function testSideOf(folder: string): string[] {
  const split = splitFileSchema.parse(JSON.parse(readFileSync(join(folder, RUN_FILES.split), 'utf8')));
  return split.test.map(({ path }) => path);
}
