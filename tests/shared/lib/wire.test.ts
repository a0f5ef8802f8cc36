import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Series } from '../../../src-shared/domain/metric.ts';
import { decodeWire, encodeWire } from '../../../src-shared/lib/wire.ts';

const decoder = new TextDecoder();

function bytesOf(value: unknown): Uint8Array {
  const { head, parts } = encodeWire(value);
  return new Uint8Array(Buffer.concat([Buffer.from(head), ...parts]));
}

const roundTrip = (value: unknown) => decodeWire(bytesOf(value), decoder);

describe('encodeWire and decodeWire', () => {
  it('bring a series back with its arrays as they were', () => {
    const x = Float64Array.of(0, 1e300, Number.NaN, -Infinity, 0.1 + 0.2);
    const series: Series = { runId: 'a', name: 'val_loss', axis: 'step', exact: true, points: 5, x, step: x, min: x.subarray(1, 3), max: new Float64Array(), mean: x };
    expect(roundTrip(series)).toEqual(series);
  });

  it('bring back bytes that begin at an odd place and hold newlines', () => {
    const png = Uint8Array.of(0, 10, 13, 10, 255).subarray(1);
    const tiles = { tiles: [{ label: 'ü\n"', png }, { label: '', png: new Uint8Array() }], transformMs: Float32Array.of(1.5) };
    expect(roundTrip(tiles)).toEqual(tiles);
  });

  it.each([undefined, null, 0, -1.5, Number.NaN, Infinity, 'NaN', 'line\nline', true, [], {}, [Number.NaN, [-Infinity]], { values: { train_loss: Number.NaN } }])(
    'bring back %j',
    (value) => expect(roundTrip(value)).toEqual(value),
  );

  it('bring back any plain value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        // JSON has one zero.
        expect(roundTrip(value)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("do not take Node's buffers for lists of numbers", () => {
    expect(roundTrip({ bytes: Buffer.from('abc') })).toEqual({ bytes: Uint8Array.of(97, 98, 99) });
  });

  it('give arrays with memory of their own', () => {
    // A `Buffer` among them, whose `slice` is a view.
    for (const bytes of [bytesOf(Uint8Array.of(1, 2, 3)), Buffer.from(bytesOf(Uint8Array.of(1, 2, 3)))]) {
      const array = decodeWire(bytes, decoder) as Uint8Array;
      bytes.fill(0);
      expect([...array]).toEqual([1, 2, 3]);
      expect(array.buffer.byteLength).toBe(3);
    }
  });

  it('throw on an answer that was cut short', () => {
    const bytes = bytesOf(Float64Array.of(1, 2));
    expect(() => decodeWire(bytes.subarray(0, bytes.length - 1), decoder)).toThrow('bytes of an answer');
    expect(() => decodeWire(bytes.subarray(0, 5), decoder)).toThrow('a line of JSON');
  });

  it('need less than half the bytes of digits for a long series', () => {
    const x = Float64Array.from({ length: 1000 }, (_, i) => Math.sin(i));
    expect(bytesOf({ x }).length).toBeLessThan(8100);
    expect(JSON.stringify([...x]).length).toBeGreaterThan(18_000);
  });
});
