import { describe, expect, it } from 'vitest';
import type { DenseArray } from '../../../../src-shared/domain/array.ts';
import type { PrepareStep } from '../../../../src-shared/schema/experiment.ts';
import { prepareSample } from '../../../../src-main/engine/data/prepare/prepare.ts';
import { ENLARGED, ENLARGED_NEAREST, IMAGE, SHRUNK_NEAREST } from '../../../fixtures/resampled.ts';
import { array, greyImage, sample } from '../../../helpers/samples.ts';

const prepare = (image: DenseArray, ...steps: PrepareStep[]) => prepareSample(sample(0, image), steps).arrays['image'] as DenseArray;
const resize = (size: [number, number], interpolation: 'linear' | 'nearest' = 'linear'): PrepareStep => ({ kind: 'resize', size, interpolation });
const range = (low: number, high: number, from: 'type' | 'image' = 'type'): PrepareStep => ({ kind: 'range', low, high, from });

function expectClose(found: DenseArray, rows: readonly (readonly number[])[], digits = 5): void {
  expect(found.shape).toEqual([rows.length, rows[0]?.length, 1]);
  rows.flat().forEach((value, i) => expect(found.data[i]).toBeCloseTo(value, digits));
}

describe('resize', () => {
  it('enlarges as scikit-image does, linear', () => expectClose(prepare(greyImage(IMAGE), resize([9, 10])), ENLARGED));
  it('enlarges as scikit-image does, nearest', () => expectClose(prepare(greyImage(IMAGE), resize([9, 10], 'nearest')), ENLARGED_NEAREST));
  it('shrinks as scikit-image does, nearest', () => expectClose(prepare(greyImage(IMAGE), resize([4, 4], 'nearest')), SHRUNK_NEAREST));

  it('weighs every pixel by a triangle twice as wide at half the size', () => {
    // Output centres lie at 0.5 and 2.5 of the input; weights 3/4, 3/4, 1/4 and their mirror, over 7/4.
    expectClose(prepare(greyImage([[7, 14, 21, 28]]), resize([1, 2])), [[(3 * 7 + 3 * 14 + 21) / 7, (14 + 3 * 21 + 3 * 28) / 7]]);
  });

  it('sees a bright pixel wherever it lies, also at a tenth of the size', () => {
    for (let at = 0; at < 40; at++) {
      const row = Array.from({ length: 40 }, (_, x) => (x === at ? 100 : 0));
      expect(prepare(greyImage([row]), resize([1, 4])).data.some((value) => value > 0)).toBe(true);
    }
  });

  it('keeps an even image even, and the mean of a symmetric one', () => {
    const even = Array.from({ length: 11 }, () => new Array<number>(7).fill(3));
    expectClose(prepare(greyImage(even), resize([4, 9])), Array.from({ length: 4 }, () => new Array<number>(9).fill(3)));
  });

  it('leaves an image of the right size as it is', () => expectClose(prepare(greyImage(IMAGE), resize([6, 7])), IMAGE));

  it('keeps channels apart', () => {
    const colour = array(Uint8Array.of(0, 100, 200, 10, 110, 210), [1, 2, 3], 'uint8');
    expect([...prepare(colour, resize([1, 4])).data]).toEqual([0, 100, 200, 2.5, 102.5, 202.5, 7.5, 107.5, 207.5, 10, 110, 210]);
  });

  it('takes a mask along without mixing its labels', () => {
    const mask = array(Uint8Array.of(0, 3, 3, 7), [2, 2, 1], 'uint8');
    const { arrays } = prepareSample(sample(0, greyImage([[1, 2], [3, 4]]), 5, { mask }), [resize([4, 4])]);
    expect(arrays['mask']).toEqual(array(Uint8Array.of(0, 0, 3, 3, 0, 0, 3, 3, 3, 3, 7, 7, 3, 3, 7, 7), [4, 4, 1], 'uint8'));
    expect(arrays['label']?.data).toEqual(Int32Array.of(5));
  });
});

describe('channels', () => {
  const rgba = array(Uint8Array.of(255, 0, 0, 9, 0, 255, 0, 9, 0, 0, 255, 9, 80, 80, 80, 9), [1, 4, 4], 'uint8');

  it('weighs colours to grey as JPEG does and drops opacity', () => {
    expectClose(prepare(rgba, { kind: 'channels', count: 1 }), [[0.299 * 255, 0.587 * 255, 0.114 * 255, 80]], 4);
  });

  it('drops opacity of colours and of grey', () => {
    expect([...prepare(rgba, { kind: 'channels', count: 3 }).data]).toEqual([255, 0, 0, 0, 255, 0, 0, 0, 255, 80, 80, 80]);
    expect([...prepare(array(Uint8Array.of(1, 9, 2, 9), [1, 2, 2], 'uint8'), { kind: 'channels', count: 1 }).data]).toEqual([1, 2]);
  });

  it('repeats grey for three', () => {
    expect([...prepare(array(Uint8Array.of(1, 2), [1, 2, 1], 'uint8'), { kind: 'channels', count: 3 }).data]).toEqual([1, 1, 1, 2, 2, 2]);
    expect([...prepare(array(Uint8Array.of(1, 9, 2, 9), [1, 2, 2], 'uint8'), { kind: 'channels', count: 3 }).data]).toEqual([1, 1, 1, 2, 2, 2]);
  });

  it('refuses images of other kinds', () => {
    expect(() => prepare(array(new Uint8Array(5), [1, 1, 5], 'uint8'), { kind: 'channels', count: 1 })).toThrow('expected an image of 1 to 4 channels, but found 5');
  });
});

describe('range', () => {
  it.each([
    ['uint8', array(Uint8Array.of(0, 51, 255), [1, 3, 1], 'uint8')],
    ['uint16', array(Uint16Array.of(0, 13_107, 65_535), [1, 3, 1], 'uint16')],
    ['int16', array(Int16Array.of(-32_768, -19_661, 32_767), [1, 3, 1], 'int16')],
    ['float32', array(Float32Array.of(0, 0.2, 1), [1, 3, 1], 'float32')],
  ])('stretches the whole of %s', (_name, image) => {
    expectClose(prepare(image, range(0, 1)), [[0, 0.2, 1]]);
    expectClose(prepare(image, range(-1, 1)), [[-1, -0.6, 1]]);
  });

  it("stretches an image's own values", () => {
    expectClose(prepare(array(Uint8Array.of(10, 15, 20), [1, 3, 1], 'uint8'), range(-1, 1, 'image')), [[-1, 0, 1]]);
  });

  it('makes an image of one value the lower end, not NaN', () => {
    expectClose(prepare(array(Uint8Array.of(9, 9), [1, 2, 1], 'uint8'), range(-1, 1, 'image')), [[-1, -1]]);
  });

  it('knows the span of the file after a resize and after another range', () => {
    const image = array(Uint8Array.of(0, 255), [1, 2, 1], 'uint8');
    expectClose(prepare(image, resize([1, 4]), range(0, 1)), [[0, 0.25, 0.75, 1]]);
    expectClose(prepare(image, range(0, 10), range(-1, 1)), [[-1, 1]]);
  });

  it('refuses to guess a span after a z-score', () => {
    const image = array(Uint8Array.of(0, 255), [1, 2, 1], 'uint8');
    expect(() => prepare(image, { kind: 'z-score', over: 'all' }, range(0, 1))).toThrow('expected range with from: image after z-score, but found from: type');
    expectClose(prepare(image, { kind: 'z-score', over: 'all' }, range(0, 1, 'image')), [[0, 1]]);
  });
});

describe('z-score', () => {
  it('gives every channel mean 0 and deviation 1', () => {
    const image = array(Uint8Array.of(1, 100, 2, 100, 3, 100, 4, 100), [2, 2, 2], 'uint8');
    const deviation = Math.sqrt(1.25);
    const { data } = prepare(image, { kind: 'z-score', over: 'all' });
    [-1.5, -0.5, 0.5, 1.5].forEach((value, i) => {
      expect(data[2 * i]).toBeCloseTo(value / deviation, 6);
      expect(data[2 * i + 1]).toBe(0);
    });
  });
});

describe('prepareSample', () => {
  it('makes every image float32, even without steps', () => {
    expect(prepare(array(Uint8Array.of(3), [1, 1, 1], 'uint8'))).toEqual(greyImage([[3]]));
  });

  it('leaves the sample that it was given as it was', () => {
    const given = sample(0, array(Uint8Array.from(IMAGE.flat()), [6, 7, 1], 'uint8'));
    const before = structuredClone(given);
    prepareSample(given, [{ kind: 'channels', count: 3 }, resize([3, 3]), range(0, 1), { kind: 'z-score', over: 'all' }]);
    expect(given).toEqual(before);
  });

  it('says which sample has no image', () => {
    expect(() => prepareSample({ key: 'k', path: 'a.png', arrays: {} }, [])).toThrow('expected an array named image in a.png, but found none');
  });
});
