import { describe, expect, it } from 'vitest';
import { fitImages } from '../../src-main/trainer/fit-images.ts';
import type { PrepareStep } from '../../src-shared/schema/experiment.ts';

const range: PrepareStep = { kind: 'range', low: 0, high: 1, from: 'type' };
const resize: PrepareStep = { kind: 'resize', size: [64, 64], interpolation: 'nearest' };
const channels: PrepareStep = { kind: 'channels', count: 1 };

describe('images that a run is tested on, from elsewhere', () => {
  it("are brought to the size and the channels of the run's own first, and then prepared as those", () => {
    expect(fitImages([range], [28, 24, 1])).toEqual([channels, { kind: 'resize', size: [28, 24], interpolation: 'linear' }, range]);
  });

  it('are prepared as the run says where it says it', () => {
    expect(fitImages([resize, range], [64, 64, 3])).toEqual([{ kind: 'channels', count: 3 }, resize, range]);
    expect(fitImages([channels, range, resize], [64, 64, 1])).toEqual([channels, range, resize]);
    const pad: PrepareStep = { kind: 'pad', size: [32, 32] };
    expect(fitImages([pad, range], [32, 32, 1])).toEqual([channels, pad, range]);
  });

  it('keep channels that no picture can be turned into, and axes that no picture has', () => {
    expect(fitImages([resize], [64, 64, 4])).toEqual([resize]);
    expect(fitImages([range], [16, 64, 64, 1])).toEqual([range]);
  });
});
