import { decode as decodeByFastPng } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { decode } from '../../src-main/files/decode.ts';
import { encodePng } from '../../src-main/imaging/encode-png.ts';
import { thumbnail, toPicture } from '../../src-main/imaging/picture.ts';

const image = <Data extends Uint8Array | Uint16Array | Int16Array | Float32Array>(data: Data, shape: readonly number[], dtype: 'uint8' | 'uint16' | 'int16' | 'float32') => ({ data, shape, dtype });

describe('toPicture', () => {
  it('shows eight-bit images as they are', () => {
    expect(toPicture(image(Uint8Array.of(3, 9, 200, 255), [2, 2, 1], 'uint8'))).toEqual({ data: Uint8Array.of(3, 9, 200, 255), height: 2, width: 2, channels: 1 });
    expect(toPicture(image(Uint8Array.of(1, 2, 3, 4, 5, 6), [1, 2, 3], 'uint8'))).toEqual({ data: Uint8Array.of(1, 2, 3, 4, 5, 6), height: 1, width: 2, channels: 3 });
  });

  it('stretches other types from their smallest to their largest value', () => {
    expect([...toPicture(image(Int16Array.of(-1000, 0, 1000), [1, 3, 1], 'int16')).data]).toEqual([0, 128, 255]);
    expect([...toPicture(image(Float32Array.of(0.25, 0.5, 0.75), [1, 3, 1], 'float32')).data]).toEqual([0, 128, 255]);
  });

  it('takes the window that it is given, and clips what lies outside', () => {
    const wide = image(Uint16Array.of(0, 1000, 3000, 65_535), [1, 4, 1], 'uint16');
    expect([...toPicture(wide, [1000, 2000]).data]).toEqual([0, 0, 255, 255]);
    expect([...toPicture(wide, 'type').data]).toEqual([0, 4, 12, 255]);
  });

  it('shows values that are no numbers as black, infinities as the ends, and a constant image as black', () => {
    expect([...toPicture(image(Float32Array.of(NaN, -Infinity, 0, 1, Infinity), [1, 5, 1], 'float32')).data]).toEqual([0, 0, 0, 255, 255]);
    expect([...toPicture(image(Float32Array.of(5, 5), [1, 2, 1], 'float32')).data]).toEqual([0, 0]);
  });

  it('keeps alpha apart from the window: grey with alpha becomes RGBA', () => {
    expect([...toPicture(image(Uint16Array.of(100, 65_535, 200, 0), [1, 2, 2], 'uint16')).data]).toEqual([0, 0, 0, 255, 255, 255, 255, 0]);
  });

  it('shows the first of many channels', () => {
    expect([...toPicture(image(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), [1, 2, 5], 'uint8')).data]).toEqual([1, 6]);
  });

  it('refuses what is no image', () => {
    expect(() => toPicture(image(Uint8Array.of(1, 2), [2], 'uint8'))).toThrow('expected an image of shape [height, width, channel], but found [2]');
  });
});

describe('thumbnail', () => {
  it('shrinks by means over squares, and leaves small images alone', () => {
    const data = Uint8Array.of(0, 10, 100, 20, 30, 200, 7, 9, 50);
    expect(thumbnail(image(data, [3, 3, 1], 'uint8'), { maxSide: 2 })).toEqual({ data: Uint8Array.of(15, 150, 8, 50), height: 2, width: 2, channels: 1 });
    expect(thumbnail(image(data, [3, 3, 1], 'uint8'), { maxSide: 3 }).data).toEqual(data);
  });
});

describe('encodePng', () => {
  it.each([1, 3, 4] as const)('writes %i channels so that two decoders read them back', async (channels) => {
    const data = Uint8Array.from({ length: 5 * 7 * channels }, (_, i) => (i * 37) % 256);
    const bytes = encodePng({ data, height: 5, width: 7, channels });
    expect(await decode(bytes)).toEqual({ data, shape: [5, 7, channels], dtype: 'uint8', geometry: null });
    expect([...decodeByFastPng(bytes).data]).toEqual([...data]);
  });
});
