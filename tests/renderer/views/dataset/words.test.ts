import { describe, expect, it } from 'vitest';
import { shareInWords } from '../../../../src-renderer/components/words.ts';
import { progressInWords, standing } from '../../../../src-renderer/views/datasets/index-words.ts';
import { fingerprintFacts, intensityRows } from '../../../../src-renderer/views/dataset/fingerprint-facts.ts';
import { groupFacts, shapeFacts, shapeInWords } from '../../../../src-renderer/views/dataset/dataset-facts.ts';
import { filterOf, queryOf } from '../../../../src-renderer/views/dataset/sample-address.ts';
import { splitNotes } from '../../../../src-renderer/views/dataset/split-notes.ts';

describe('what is told of a dataset', () => {
  it('names the pass, how far it is and the time left', () => {
    expect(progressInWords({ pass: 'header', done: 41_200, total: 70_000, filesPerSecond: 3000, secondsLeft: 9 })).toBe('Reading headers: 41,200 of 70,000 · 9 s left');
    expect(progressInWords({ pass: 'scan', done: 12, total: null, filesPerSecond: 0, secondsLeft: null })).toBe('Finding files: 12');
  });

  it('says what helps for a dataset that is not ready, and nothing for one that is', () => {
    expect(standing({ status: 'ready', message: null, samples: 3, files: 3 })).toBeNull();
    expect(standing({ status: 'cancelled', message: null, samples: 3, files: 3 })?.action).toBe('Go on');
    expect(standing({ status: 'ready', message: null, samples: 0, files: 0 })?.text).toBe('No images were found in this folder.');
  });

  it('never rounds some to none nor most to all', () => {
    expect([shareInWords(0, 10), shareInWords(1, 10_000), shareInWords(9999, 10_000), shareInWords(10, 10), shareInWords(0, 0)]).toEqual(['0 %', '< 1 %', '99 %', '100 %', '0 %']);
  });

  it('lists the commonest sizes, and the rest as one', () => {
    const shapes = Array.from({ length: 12 }, (_, i) => ({ shape: [i + 1, 10, 1], count: i + 1 }));
    const rows = shapeFacts({ id: 'd', shapes });
    expect(rows[0]).toEqual({ name: '12 × 10, grey', value: '12', note: '15 %', share: 12 / 78, to: '/datasets/d/samples?shape=12x10x1' });
    expect(rows.at(-1)).toEqual({ name: '4 more sizes', value: '10', note: '13 %' });
    expect(shapeInWords([2, 3, 4])).toBe('2 × 3, RGBA');
  });
});

describe('the groups of a dataset', () => {
  it('are told by how many samples they have, each bar leading to the samples', () => {
    const rows = groupFacts({ id: 'd', groups: 40, groupSizes: [{ range: [1, 1], groups: 30 }, { range: [2, 5], groups: 9 }, { range: [101, null], groups: 1 }] });
    expect(rows.map(({ name, value, note }) => [name, value, note])).toEqual([['1 sample', '30 groups', '75 %'], ['2 to 5 samples', '9 groups', '23 %'], ['more than 100 samples', '1 group', '3 %']]);
    expect(rows.map(({ share, to }) => [share, to])).toEqual([[0.75, '/datasets/d/samples?groupSize=1-1'], [9 / 40, '/datasets/d/samples?groupSize=2-5'], [1 / 40, '/datasets/d/samples?groupSize=101-']]);
  });
});

describe('a fingerprint', () => {
  const intensities = { mean: 1, deviation: 2, median: 3, min: 0, max: 9, percentile00_5: 0, percentile99_5: 8, count: 10 };
  const fingerprint = { cases: 3, unreadable: 1, shapesAfterCrop: [[30, 48, 34], [36, 52, 34]], spacings: [], medianShape: [33, 50, 34], medianSpacing: [1, 0.5, 0.5], targetSpacing: [1, 0.5, 0.5], relativeSizeAfterCrop: 0.744, foreground: [intensities, intensities], classes: [] };

  it('tells sizes with their range, what is not empty, and spacings where there are some', () => {
    expect(fingerprintFacts(fingerprint).map(({ name, value, note }) => [name, value, note])).toEqual([
      ['Measured', '2 images', '1 other cannot be read'],
      ['Median size', '33 × 50 × 34', 'between 30 × 48 × 34 and 36 × 52 × 34'],
      ['Not empty', '74 %', 'once borders of 0 are cut off'],
      ['Median spacing', '1 × 0.5 × 0.5 mm', undefined],
      ['To resample to', '1 × 0.5 × 0.5 mm', undefined],
    ]);
    expect(fingerprintFacts({ ...fingerprint, unreadable: 0, shapesAfterCrop: [[8, 8]], medianShape: [8, 8], medianSpacing: null, targetSpacing: null }).map(({ name, note }) => [name, note])).toEqual([['Measured', undefined], ['Median size', undefined], ['Not empty', 'once borders of 0 are cut off']]);
  });

  it('tells intensities by class and channel', () => {
    expect(intensityRows(fingerprint).map(({ name }) => name)).toEqual(['All pixels, channel 1', 'All pixels, channel 2']);
    expect(intensityRows({ ...fingerprint, classes: [{ label: 'Anterior', channels: [intensities] }] }).map(({ name }) => name)).toEqual(['Anterior']);
  });
});

describe('the address of samples', () => {
  it('gives back the filter that it was made of', () => {
    const filter = { label: 'viral', side: 'test' as const, search: 'person 1', faulty: true, group: 'p 7', groupSize: [2, 5] as [number, number], shape: [28, 28, 1], spacing: [1, 0.5, 2] };
    expect(filterOf(queryOf(filter))).toEqual(filter);
    expect(filterOf(queryOf({ groupSize: [101, null] }))).toEqual({ groupSize: [101, null] });
    expect(filterOf({ side: 'left', label: '', other: 'x', shape: '28xx', spacing: '1x2', groupSize: '0-3' })).toEqual({});
  });
});

describe('notes on a split', () => {
  const side = (byClass: number[]) => ({ samples: byClass.reduce((sum, each) => sum + each, 0), groups: 0, byClass });

  it('are silent on a good one', () => {
    expect(splitNotes({ train: side([400, 400]), val: side([100, 100]), test: side([0, 0]) }, ['a', 'b'])).toEqual([]);
  });

  it('say why, where nothing can be split', () => {
    expect(splitNotes({ train: side([]), val: side([]), test: side([]) }, [])).toEqual([expect.stringContaining('No image here has a label')]);
  });

  it('tell few validation samples, and classes that a side lacks', () => {
    expect(splitNotes({ train: side([400, 0]), val: side([0, 16]), test: side([0, 0]) }, ['a', 'b'])).toEqual([
      'The validation side has 16 samples: its values will jump; raise the validation share.',
      'b cannot be learnt: no training sample has this label.',
      'a: no validation sample; switch stratify on, or raise the validation share.',
    ]);
  });

  it('do not ask for a share that changes nothing, where the data name the side', () => {
    expect(splitNotes({ train: side([400, 400]), val: side([0, 16]), test: side([0, 0]) }, ['a', 'b'], false)).toEqual([
      'The validation side has 16 samples: its values will jump; the data name it so, a random split draws another.',
      'a: no validation sample; the data name it so, a random split draws another.',
    ]);
  });
});
