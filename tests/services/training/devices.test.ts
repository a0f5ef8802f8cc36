import { describe, expect, it } from 'vitest';
import { shareDevice, startable } from '../../../src-main/services/training/devices.ts';

const waiting = (...devices: readonly string[]) => devices.map((device, place) => ({ device, place }));
const places = (devices: readonly string[], busy: readonly string[] = []) => startable(waiting(...devices), busy).map(({ place }) => place);

describe('the queue', () => {
  it('takes gpu for the first of them and auto for any', () => {
    expect([shareDevice('gpu', 'gpu:0'), shareDevice('gpu:0', 'gpu:1'), shareDevice('cpu', 'gpu'), shareDevice('auto', 'cpu'), shareDevice('gpu:1', 'auto')]).toEqual([true, false, false, true, true]);
  });

  it('starts the first run for each device and lets the others wait', () => {
    expect(places(['cpu', 'cpu', 'gpu', 'gpu:1'])).toEqual([0, 2, 3]);
    expect(places(['cpu', 'gpu'], ['cpu'])).toEqual([1]);
    expect(places(['auto'], ['gpu:1'])).toEqual([]);
  });

  it('never lets a run overtake one that waits for the same device', () => {
    expect(places(['auto', 'cpu'], ['gpu'])).toEqual([]);
  });
});
