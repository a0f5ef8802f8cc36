import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RUN_FILES } from '../../../src-shared/domain/run-folder.ts';
import { splitFileSchema } from '../../../src-shared/schema/run-file.ts';
import type { StudyReport } from '../../../src-main/hosts/cli/study-report.ts';
import { needs } from '../../helpers/needs.ts';
import { NO_REAL_DATA, realData } from '../../helpers/real-data.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { copyDigits, delira, documentOf } from './command-line.ts';

const mnist = realData('mnist-png');

describe('a k-fold from the command line', () => {
  it('tests every image in exactly one of its runs, and is told as one object, out of fold and over its folds', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    const base = temporaryFolder();
    const digits = join(base, 'digits');
    copyDigits(mnist ?? '', digits);
    const words = ['--dataset.folder', digits, '--split.folds', '3', '--model.filters', '4', '--model.dense', '8', '--training.epochs', '1', '--training.logImages.everyEpochs', '0'];
    const ended = await delira(['k-fold', ...words, '--json'], { data: join(base, 'data'), cwd: tmpdir() });
    const { id, folds = [], metrics, pooled, ...study } = documentOf<StudyReport>(ended);
    expect(study).toEqual({ kind: 'k-fold', name: 'digits-cnn', status: 'finished', members: 3 });
    expect(folds.map(({ fold, status }) => [fold, status])).toEqual([1, 2, 3].map((fold) => [fold, 'finished']));
    expect(folds.map(({ folder }) => folder.replace(/.*\//, ''))).toEqual(['digits-cnn-fold-1-0001', 'digits-cnn-fold-2-0001', 'digits-cnn-fold-3-0001']);
    const tested = folds.flatMap(({ folder }) => testSideOf(folder));
    expect([tested.length, new Set(tested).size]).toEqual([150, 150]);
    const accuracies = folds.map(({ metrics: values }) => values['test_accuracy'] ?? Number.NaN);
    const mean = accuracies.reduce((sum, value) => sum + value / 3, 0);
    expect(metrics['test_accuracy']?.mean).toBeCloseTo(mean, 12);
    expect(metrics['test_accuracy']?.standardDeviation).toBeCloseTo(Math.hypot(...accuracies.map((value) => value - mean)) / Math.SQRT2, 12);
    // The folds are of one size: the accuracy over all images is the mean of theirs.
    expect(metrics['test_accuracy']?.outOfFold).toBeCloseTo(mean, 12);
    const [low = 1, high = 0] = metrics['test_accuracy']?.interval ?? [];
    expect([low < mean, high > mean, high - low < 0.2]).toEqual([true, true, true]);
    expect(pooled).toEqual({ samples: 150, drawn: 'samples', units: 150, draws: 1000, level: 0.95 });
    expect(ended.err).toMatch(/^fold 2 of 3: training /m);
    const shown = await delira(['show', 'digits-cnn'], { data: join(base, 'data'), cwd: tmpdir() });
    expect(shown.out).toMatch(new RegExp(`^3-fold digits-cnn, ${id}\n`));
    expect(shown.out).toMatch(/^test_accuracy +0\.\d+ +0\.\d+ to 0\.\d+ +0\.\d+ +0\.\d+$/m);
    const listed = await delira(['runs'], { data: join(base, 'data'), cwd: tmpdir() });
    expect(listed.out.split('\n').map((line) => line.trim().split(/ {2,}/)[0])).toEqual([expect.stringMatching(/^run/), 'digits-cnn (3-fold)', expect.stringMatching(/fold-1/), expect.stringMatching(/fold-2/), expect.stringMatching(/fold-3/), '']);
  });
});

/** Paths of the test side, as the run's folder keeps them. */
function testSideOf(folder: string): string[] {
  const split = splitFileSchema.parse(JSON.parse(readFileSync(join(folder, RUN_FILES.split), 'utf8')));
  return split.test.map(({ path }) => path);
}
