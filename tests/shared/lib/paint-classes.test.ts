import { describe, expect, it } from 'vitest';
import { classColour } from '../../../src-shared/lib/class-colours.ts';
import { paintClasses } from '../../../src-shared/lib/paint-classes.ts';

describe('classes over a picture', () => {
  it('have their colours, half of them, and leave the background and what is not known as it is', () => {
    const picture = { data: Uint8Array.of(100, 100, 100), height: 1, width: 3, channels: 1 } as const;
    const [red, green, blue] = classColour(2);
    const half = [red, green, blue].map((each) => Math.round(50 + each / 2));
    expect([...paintClasses(picture, [0, 2, -1]).data]).toEqual([100, 100, 100, ...half, 100, 100, 100]);
  });

  it('take the labels from a place on, and colour as it is', () => {
    const picture = { data: Uint8Array.of(1, 2, 3), height: 1, width: 1, channels: 3 } as const;
    expect([...paintClasses(picture, [5, 5, 0], 2).data]).toEqual([1, 2, 3]);
  });
});
