import { describe, expect, it } from 'vitest';
import { precisionRecallCurve, rocCurve } from '../../../src-shared/lib/ranking-curves.ts';

/** scikit-learn 1.6: roc_curve(…, drop_intermediate=False) and precision_recall_curve([1, 0, 1, 1, 0], [0.9, 0.8, 0.8, 0.4, 0.1]), the latter turned about. */
const SCORES = [0.9, 0.8, 0.8, 0.4, 0.1];
const POSITIVE = [true, false, true, true, false];

describe('curves over all thresholds', () => {
  it('are those of scikit-learn, with equal scores in one step', () => {
    const ranking = { name: 'ill', scores: SCORES, positive: POSITIVE };
    expect(rocCurve([ranking]).lines).toEqual([{ name: 'ill', x: [0, 0, 0.5, 0.5, 1], y: [0, 0.3333, 0.6667, 1, 1] }]);
    expect(precisionRecallCurve([ranking]).lines).toEqual([{ name: 'ill', x: [0, 0.3333, 0.6667, 1, 1], y: [1, 1, 0.6667, 0.75, 0.6] }]);
  });

  it('tell what lies below every line, and their plain mean, as roc_auc_score and average_precision_score do', () => {
    const other = { name: 'well', scores: SCORES.map((score) => 1 - score), positive: POSITIVE.map((each) => !each) };
    const [roc, precision] = [rocCurve([{ name: 'ill', scores: SCORES, positive: POSITIVE }, other], (place) => place === 0), precisionRecallCurve([{ name: 'ill', scores: SCORES, positive: POSITIVE }, other])];
    expect(roc.lines.map(({ name }) => name)).toEqual(['ill']);
    expect(roc.areas).toEqual({ title: 'AUC', of: [{ name: 'ill', value: 0.75 }, { name: 'well', value: 0.75 }], mean: 0.75 });
    expect(precision.areas?.of.map(({ value }) => value?.toFixed(4))).toEqual(['0.8056', '0.7500']);
    expect(rocCurve([{ name: 'all', scores: [0.1, 0.9], positive: [true, true] }]).areas).toEqual({ title: 'AUC', of: [{ name: 'all', value: null }], mean: null });
  });

  it('leave out a class that nothing or everything is of', () => {
    const all = { name: 'all', scores: [0.1, 0.9], positive: [true, true] };
    expect(rocCurve([all]).lines).toEqual([]);
    expect(precisionRecallCurve([all]).lines[0]?.y).toEqual([1, 1, 1]);
    expect(precisionRecallCurve([{ ...all, positive: [false, false] }]).lines).toEqual([]);
  });

  it('are thinned to what a chart shows, both ends kept', () => {
    const scores = Array.from({ length: 5000 }, (_, i) => i);
    const [line] = rocCurve([{ name: 'many', scores, positive: scores.map((i) => i % 3 === 0) }]).lines;
    expect([line?.x.length, line?.x[0], line?.x.at(-1), line?.y.at(-1)]).toEqual([128, 0, 1, 1]);
  });
});
