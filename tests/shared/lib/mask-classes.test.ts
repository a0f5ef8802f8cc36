import { describe, expect, it } from 'vitest';
import { maskClasses, maskCode } from '../../../src-shared/lib/mask-classes.ts';

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

  it('begin with the background, also where no mask shows it or numbers stand below it', () => {
    expect(labels(shown(1, 2))).toEqual([[0, 'background'], [1, 'label 1'], [2, 'label 2']]);
    expect(labels(shown(-1, 0, 1))).toEqual([[0, 'background'], [1, 'foreground']]);
    expect(maskClasses([])).toEqual([]);
  });

  it('leave out what nnU-Net calls "ignore", which runs keep behind the classes', () => {
    const names = { '0': 'background', '1': 'liver', '2': 'Ignore' };
    expect(labels(shown(0, 1, 2), names)).toEqual([[0, 'background'], [1, 'liver']]);
    expect(maskCode(maskClasses(shown(0, 1, 2), names), names)).toEqual([0, 1, -1, 2]);
    expect(maskCode(maskClasses(shown(0, 255)))).toEqual([0, 255]);
  });

  it('count images by side', () => {
    const counted = maskClasses([{ value: 1, side: 'train', count: 3 }, { value: 1, side: 'test', count: 2 }]);
    expect(counted).toEqual([
      { label: 'background', value: 0, count: 0, bySide: {} },
      { label: 'foreground', value: 1, count: 5, bySide: { train: 3, test: 2 } },
    ]);
  });
});
