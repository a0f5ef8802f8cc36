import { describe, expect, it } from 'vitest';
import { maskClasses } from '../../../src-shared/lib/mask-classes.ts';

const shown = (...values: readonly number[]) => values.map((value) => ({ value, side: 'none' as const, count: 1 }));
const labels = (...given: Parameters<typeof maskClasses>) => maskClasses(...given).map(({ label, value }) => [value, label]);

describe('the classes of masks', () => {
  it('are background and foreground where there are two numbers', () => {
    expect(labels(shown(255, 0))).toEqual([[0, 'background'], [255, 'foreground']]);
  });

  it('are called by their numbers where there are more', () => {
    expect(labels(shown(0, 2, 10))).toEqual([[0, 'background'], [2, 'label 2'], [10, 'label 10']]);
  });

  it('have the names that the data give, also where no mask shows them', () => {
    expect(labels(shown(0, 1, 7), { '0': 'background', '1': 'liver', '2': 'tumour' })).toEqual([[0, 'background'], [1, 'liver'], [2, 'tumour'], [7, 'label 7']]);
  });

  it('count images by side', () => {
    const counted = maskClasses([{ value: 1, side: 'train', count: 3 }, { value: 1, side: 'test', count: 2 }]);
    expect(counted).toEqual([{ label: 'label 1', value: 1, count: 5, bySide: { train: 3, test: 2 } }]);
  });
});
