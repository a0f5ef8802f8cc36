import { describe, expect, it } from 'vitest';
import { intervalInWords, kindInWords, memberInWords, pooledInWords, resultInWords, spreadInWords, statesInWords } from '../../../../src-renderer/components/study-words.ts';
import { memberPlan, startLabel, startReason } from '../../../../src-renderer/views/experiment/start-plan.ts';
import { meanCharts } from '../../../../src-renderer/views/study/mean-lines.ts';
import type { ResolvedExperiment } from '../../../../src-shared/domain/experiment.ts';

describe('words about a k-fold', () => {
  it('name it and its runs', () => {
    expect([kindInWords({ kind: 'k-fold', members: 5 }), kindInWords({ kind: 'seeds', members: 3 }), memberInWords('k-fold', 2, 7), memberInWords('seeds', 2, 7)]).toEqual(['5-fold', 'repeat over 3 seeds', 'fold 2', 'seed 7']);
    expect(statesInWords({ states: { finished: 3, running: 1 }, members: 5 })).toBe('3 finished, 1 running, 1 missing');
  });

  it('tell how sure a value is, and of what', () => {
    expect([intervalInWords({ low: 0.8412, high: 0.91 }), spreadInWords({ mean: 0.87, standardDeviation: 0.02 }), spreadInWords({ mean: 0.87, standardDeviation: null })]).toEqual(['0.8412 to 0.91', '0.87 ± 0.02', '0.87']);
    const metric = { name: 'test_accuracy', outOfFold: null, interval: null, mean: 0.7824, standardDeviation: 0.13, values: [] };
    expect(resultInWords(metric)).toEqual({ main: '0.7824 ± 0.13', beside: '', below: 'test_accuracy, mean' });
    expect(resultInWords({ ...metric, outOfFold: 0.62, interval: { low: 0.5791, high: 0.67 } })).toEqual({ main: '0.62', beside: '0.5791 to 0.67', below: 'test_accuracy, out of fold' });
    expect(pooledInWords({ samples: 1200, drawn: 'groups', units: 90, draws: 1000, level: 0.95 })).toBe('Out of fold: 1,200 samples of 90 groups (patients), each predicted by the run that did not train on it. Interval: 95 %, percentile bootstrap, 1,000 draws of whole groups.');
  });
});

describe('the start of an experiment', () => {
  const split = (kind: ResolvedExperiment['split']['kind'], fold: number | null) => ({ split: { kind, fold, folds: 5 } as ResolvedExperiment['split'] });

  it('is of every fold unless one is named, and of seeds where they are asked for', () => {
    expect(memberPlan(split('k-fold', null), null)).toEqual({ kind: 'k-fold' });
    expect(memberPlan(split('k-fold', 2), null)).toBeNull();
    expect(memberPlan(split('random', null), 3)).toEqual({ kind: 'seeds', count: 3, test: false });
  });

  it('says why it cannot be, the server before all else: nobody would hear it', () => {
    const state = { connection: 'there', faults: 0, planned: true, mayRun: true, trying: false, refused: true, tried: false } as const;
    expect([startReason(state), startReason({ ...state, connection: 'away', faults: 2 }), startReason({ ...state, connection: 'over' }), startReason({ ...state, faults: 2 }), startReason({ ...state, refused: false })]).toEqual([
      'One batch could not be tried',
      'The server cannot be reached',
      'The session of this page is over',
      '2 faults to mend first',
      '',
    ]);
  });

  it('says how many runs it makes', () => {
    expect([startLabel(split('k-fold', null), false), startLabel(split('k-fold', null), true), startLabel(split('random', null), false), startLabel(null, false)]).toEqual(['Start 5 folds', 'Start 5 folds anyway', 'Start', 'Start']);
  });
});

describe('curves of a k-fold', () => {
  it('draw the sides of a metric together, the loss first, with a band from the lowest fold to the highest', () => {
    const curve = (name: string) => ({ name, epochs: [1, 2], mean: [2, 1], min: [1, 0.5], max: [3, 1.5], runs: [3, 3] });
    const charts = meanCharts([curve('train_accuracy'), curve('train_loss'), curve('val_loss')]);
    expect(charts.map(({ title, lines }) => [title, lines.map(({ label, stroke }) => `${label} ${stroke}`)])).toEqual([['loss', ['train solid', 'val dashed']], ['accuracy', ['train solid']]]);
    expect(charts[0]?.lines[0]?.series).toMatchObject({ exact: false, x: Float64Array.of(1, 2), min: Float64Array.of(1, 0.5), max: Float64Array.of(3, 1.5), mean: Float64Array.of(2, 1) });
  });
});
