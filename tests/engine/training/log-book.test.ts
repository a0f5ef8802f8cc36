import { describe, expect, it } from 'vitest';
import { floatImage } from '../../../src-main/engine/data/image.ts';
import { LogBook, reduceValues } from '../../../src-main/engine/training/log-book.ts';
import { histogramOf } from '../../../src-main/engine/training/log-histogram.ts';

const PLACE = { epoch: 2, step: 9 };
const ramp = floatImage(Float32Array.from({ length: 16 }, (_, i) => i / 15), [4, 4, 1]);

describe('what is logged', () => {
  it('is told at the frequency of its own tag, as what the interval comes to', () => {
    const book = new LogBook();
    const told = [4, 1, 7, 2, 3].map((value) => {
      book.scalar('every', value);
      book.scalar('second', value, { every: 2, reduce: 'mean' });
      return book.take(PLACE).map((event) => (event.kind === 'scalar' ? [event.name, event.value] : null));
    });
    expect(told).toEqual([[['every', 4]], [['every', 1], ['second', 2.5]], [['every', 7]], [['every', 2], ['second', 4.5]], [['every', 3]]]);
  });

  it.each([
    ['last', 2],
    ['first', 4],
    ['mean', 3.5],
    ['median', 3],
    ['minimum', 1],
    ['maximum', 7],
  ] as const)('of an interval, its %s', (reduce, expected) => expect(reduceValues([4, 1, 7, 2], reduce)).toBe(expected));

  it('carries the side as a prefix while validating, and the place where it was told', () => {
    const book = new LogBook('val_');
    book.text('plan', 'first the easy half');
    expect(book.take(PLACE)).toEqual([{ kind: 'logged', ...PLACE, tag: 'val_plan', item: { type: 'text', text: 'first the easy half' } }]);
    expect(book.take(PLACE)).toEqual([]);
  });

  it('keeps the last of texts and pictures, or the first if that is asked for', () => {
    const book = new LogBook();
    for (const text of ['a', 'b']) {
      book.text('last', text, { every: 2, reduce: 'mean' });
      book.text('first', text, { every: 2, reduce: 'first' });
    }
    expect(book.take(PLACE).map((event) => (event.kind === 'logged' ? event.item : null))).toEqual([{ type: 'text', text: 'b' }, { type: 'text', text: 'a' }]);
  });

  it('counts the pictures of a tag at one step, and lays several into one', () => {
    const book = new LogBook();
    book.image('seen', ramp);
    book.image('seen', ramp, { caption: 'again' });
    book.images('grid', [ramp, ramp, ramp]);
    const events = book.take(PLACE);
    expect(events.map((event) => (event.kind === 'image' ? [event.tag, event.index, event.caption, event.picture.height, event.picture.width] : null))).toEqual([
      ['seen', 0, '', 4, 4],
      ['seen', 1, 'again', 4, 4],
      ['grid', 0, '', 10, 10],
    ]);
  });

  it('takes a volume as voxels, with no axis of channels', () => {
    const book = new LogBook();
    book.volume('scan', floatImage(Float32Array.of(1, 2, 3, 4), [2, 1, 2, 1]));
    expect(book.take(PLACE)).toEqual([{ kind: 'volume', ...PLACE, tag: 'scan', index: 0, voxels: floatImage(Float32Array.of(1, 2, 3, 4), [2, 1, 2]) }]);
    expect(() => book.volume('scan', floatImage(Float32Array.of(1, 2), [2, 1]))).toThrow('expected a volume [z, y, x], but found [2, 1]');
  });

  it('paints masks in the colours of classes, and heat from black to white', () => {
    const book = new LogBook();
    book.mask('mask', ramp, Array.from({ length: 16 }, (_, i) => Number(i > 7)));
    book.heatMap('heat', ramp, ramp.data);
    const [mask, heat] = book.take(PLACE).map((event) => (event.kind === 'image' ? event.picture : null));
    expect([...(mask?.data.subarray(0, 3) ?? [])]).toEqual([0, 0, 0]);
    // The last pixel is white, half of it in the first class's colour.
    expect([...(mask?.data.subarray(45) ?? [])]).toEqual([247, 179, 187]);
    expect([...(heat?.data.subarray(0, 3) ?? []), ...(heat?.data.subarray(45) ?? [])]).toEqual([0, 0, 0, 255, 255, 255]);
  });

  it('refuses a matrix of another size than its names', () => {
    expect(() => new LogBook().matrix('pairs', ['a', 'b'], [1, 2, 3])).toThrow('expected 4 counts, truth × prediction, but found 3');
  });
});

describe('a histogram', () => {
  it('counts values in even bins, the largest in the last, and leaves out what is no number', () => {
    expect(histogramOf([0, 1, 2, 3, 4, Number.NaN], 2)).toEqual({ type: 'histogram', edges: [0, 2, 4], counts: [2, 3] });
    expect(histogramOf([5, 5], 3)).toEqual({ type: 'histogram', edges: [4.5, 5.5], counts: [2] });
    expect(histogramOf([], 3)).toEqual({ type: 'histogram', edges: [], counts: [] });
  });
});
