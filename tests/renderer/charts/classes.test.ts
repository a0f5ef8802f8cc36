import { describe, expect, it } from 'vitest';
import { accuracy, classMetrics, macroMean } from '../../../src-renderer/charts/class-metrics.ts';
import { barParts, classInWords, sameFilter, sidesIn } from '../../../src-renderer/charts/class-shares.ts';
import { matrixLayout } from '../../../src-renderer/charts/matrix-layout.ts';
import { cellStrength, countInWords, rowShares, shareInWords } from '../../../src-renderer/charts/matrix-shares.ts';

describe('metrics per class', () => {
  it('are those worked out by hand', () => {
    // truth × prediction; rows sum to 10, 10, 20, columns to 9, 13, 18.
    const counts = [7, 2, 1, 1, 8, 1, 1, 3, 16];
    expect(classMetrics(['a', 'b', 'c'], counts)).toEqual([
      { label: 'a', support: 10, predicted: 9, correct: 7, precision: 7 / 9, recall: 7 / 10, f1: 14 / 19, iou: 7 / 12 },
      { label: 'b', support: 10, predicted: 13, correct: 8, precision: 8 / 13, recall: 8 / 10, f1: 16 / 23, iou: 8 / 15 },
      { label: 'c', support: 20, predicted: 18, correct: 16, precision: 16 / 18, recall: 16 / 20, f1: 32 / 38, iou: 16 / 22 },
    ]);
    expect(accuracy(['a', 'b', 'c'], counts)).toBe(31 / 40);
  });

  it('say nothing of what was never seen', () => {
    expect(classMetrics(['seen', 'never'], [5, 0, 0, 0])[1]).toEqual({ label: 'never', support: 0, predicted: 0, correct: 0, precision: null, recall: null, f1: null, iou: null });
    expect(accuracy(['a'], [0])).toBeNull();
  });

  it('leave an absent class out of the mean, and count one that was only missed or only guessed as 0', () => {
    const absent = classMetrics(['a', 'absent'], [5, 0, 0, 0]);
    expect(macroMean(absent)).toEqual({ precision: 1, recall: 1, f1: 1, iou: 1 });
    const missed = classMetrics(['a', 'missed'], [5, 0, 5, 0]);
    expect(macroMean(missed)).toEqual({ precision: 0.25, recall: 0.5, f1: (10 / 15) / 2, iou: 0.25 });
    expect(macroMean([])).toEqual({ precision: null, recall: null, f1: null, iou: null });
  });
});

describe('a confusion matrix in shares', () => {
  it('gives each row a sum of one, and a class without samples zeros', () => {
    expect(rowShares([8, 2, 0, 0], 2)).toEqual([0.8, 0.2, 0, 0]);
  });

  it('never rounds a mistake to none, nor almost all to all', () => {
    expect([0, 0.0004, 0.004, 0.071, 0.5, 0.998, 1].map(shareInWords)).toEqual(['0%', '<.1%', '0.4%', '7.1%', '50%', '99%', '100%']);
  });

  it('shortens counts that fit no cell', () => {
    expect([0, 9999, 12_345, 1_234_567].map(countInWords)).toEqual(['0', '9999', '12.3K', '1.23M']);
  });

  it('colours a single mistake among thousands, and nothing where there is none', () => {
    expect([cellStrength(0, false), cellStrength(0, true), cellStrength(1, false), cellStrength(1, true)]).toEqual([0, 0, 100, 100]);
    expect(cellStrength(1 / 5000, false)).toBeGreaterThan(10);
  });
});

describe('bars of classes', () => {
  const classes = [
    { label: 'cat', count: 120, bySide: { train: 100, test: 20 } },
    { label: 'dog', count: 1, bySide: { none: 1 } },
  ];

  it('show the sides that there are, in their order, without empty parts', () => {
    expect(sidesIn(classes)).toEqual(['train', 'test', 'none']);
    expect(classes.map(barParts)).toEqual([
      [
        { side: 'train', count: 100 },
        { side: 'test', count: 20 },
      ],
      [{ side: 'none', count: 1 }],
    ]);
  });

  it('are read out with their counts', () => {
    expect(classes.map(classInWords)).toEqual(['cat 120 samples, train 100, test 20', 'dog 1 sample']);
  });

  it('are chosen by class and side', () => {
    const filter = { label: 'cat', side: 'train' } as const;
    expect([sameFilter(filter, { ...filter }), sameFilter(filter, { label: 'cat', side: null }), sameFilter(null, filter)]).toEqual([true, false, false]);
  });
});

describe('the layout of a confusion matrix', () => {
  it('fills the width with cells that hold numbers', () => {
    expect(matrixLayout(520, ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])).toEqual({ cell: 40, withText: true, columnHead: 32, upright: true });
  });

  it('has no slabs for few classes, and sets long names on end', () => {
    expect(matrixLayout(900, ['healthy', 'pneumonia'])).toEqual({ cell: 52, withText: true, columnHead: 71, upright: false });
  });

  it('scrolls rather than shrink beyond what can be pointed at', () => {
    const classes = Array.from({ length: 100 }, (_, i) => `finding number ${i}`);
    expect(matrixLayout(700, classes)).toEqual({ cell: 10, withText: false, columnHead: 84, upright: false });
  });
});
