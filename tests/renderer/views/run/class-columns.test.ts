import { expect, it } from 'vitest';
import { classMetrics, macroMean } from '../../../../src-renderer/charts/class-metrics.ts';
import { classColumns } from '../../../../src-renderer/views/run/class-columns.ts';

const metrics = classMetrics(['healthy', 'ill'], [8, 2, 1, 9]);
const titles = (...args: Parameters<typeof classColumns>): string[] => classColumns(...args).map(({ title }) => title);

it('the table of classes tells AUC and average precision of each where curves were told, by the name of the class', () => {
  const areas = [{ title: 'AUC', of: [{ name: 'ill', value: 0.97 }, { name: 'healthy', value: 0.96 }], mean: 0.965 }, { title: 'average precision', of: [{ name: 'ill', value: null }], mean: null }];
  const columns = classColumns(macroMean(metrics), 'samples', areas);
  expect(columns.map(({ title, mean, of }) => [title, mean === null ? null : Number(mean.toFixed(3)), ...metrics.map((row) => Number((of(row) ?? Number.NaN).toFixed(3)))])).toEqual([
    ['Samples', null, 10, 10],
    ['Precision', 0.854, 0.889, 0.818],
    ['Recall', 0.85, 0.8, 0.9],
    ['F1', 0.85, 0.842, 0.857],
    ['AUC', 0.965, 0.96, 0.97],
    ['AP', null, Number.NaN, Number.NaN],
  ]);
  expect(titles(macroMean(metrics), 'samples', [])).toEqual(['Samples', 'Precision', 'Recall', 'F1']);
});

it('of masks it says Dice and IoU, the words of the field', () => {
  expect(titles(macroMean(metrics), 'voxels', [])).toEqual(['Voxels', 'Precision', 'Recall', 'Dice', 'IoU']);
});
