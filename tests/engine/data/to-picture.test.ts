import { describe, expect, it } from 'vitest';
import { floatImage } from '../../../src-main/engine/data/image.ts';
import { toPicture } from '../../../src-main/engine/data/to-picture.ts';
import { greyImage } from '../../helpers/samples.ts';

describe('toPicture', () => {
  it('shows values within 0 to 1 as they are', () => {
    expect(toPicture(greyImage([[0, 0.5], [0.2, 0.6]]))).toEqual({ data: Uint8Array.of(0, 128, 51, 153), height: 2, width: 2, channels: 1 });
  });

  it('stretches any other image over its own values', () => {
    expect(toPicture(greyImage([[-2, 0, 2]])).data).toEqual(Uint8Array.of(0, 128, 255));
    expect(toPicture(greyImage([[7, 7]])).data).toEqual(Uint8Array.of(0, 0));
  });

  it('keeps colours, and shows the first of two channels', () => {
    expect(toPicture(floatImage(Float32Array.of(1, 0, 0.2), [1, 1, 3]))).toEqual({ data: Uint8Array.of(255, 0, 51), height: 1, width: 1, channels: 3 });
    expect(toPicture(floatImage(Float32Array.of(1, 0, 0, 1), [1, 2, 2]))).toEqual({ data: Uint8Array.of(255, 0), height: 1, width: 2, channels: 1 });
  });
});
