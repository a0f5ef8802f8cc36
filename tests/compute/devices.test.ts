import { describe, expect, it } from 'vitest';
import { deviceFor, visibleDevices } from '../../src-main/compute/tensorflow/devices.ts';

describe('device indices', () => {
  it('count the devices that CUDA_VISIBLE_DEVICES shows, in its order', () => {
    expect(deviceFor('gpu', {})).toBe('0');
    expect(deviceFor('gpu:3', {})).toBe('3');
    expect(deviceFor('gpu:0', { CUDA_VISIBLE_DEVICES: '2,GPU-7f' })).toBe('2');
    expect(deviceFor('gpu:1', { CUDA_VISIBLE_DEVICES: '2, GPU-7f' })).toBe('GPU-7f');
  });

  it('end where the list does, or at one that is none, as CUDA reads it', () => {
    expect(visibleDevices({ CUDA_VISIBLE_DEVICES: '1,-1,0' })).toEqual(['1']);
    expect(() => deviceFor('gpu:1', { CUDA_VISIBLE_DEVICES: '1,-1,0' })).toThrow('expected a GPU for device gpu:1, but CUDA_VISIBLE_DEVICES shows only 1');
  });

  it('are none where the list is empty, which means the CPU', () => {
    expect(visibleDevices({ CUDA_VISIBLE_DEVICES: '' })).toEqual([]);
    expect(() => deviceFor('gpu', { CUDA_VISIBLE_DEVICES: '' })).toThrow('shows none');
  });
});
