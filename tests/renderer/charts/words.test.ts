import { describe, expect, it } from 'vitest';
import { axisTickInWords, durationInWords, positionInWords, tickInWords, valueInWords } from '../../../src-renderer/charts/words.ts';

describe('numbers in words', () => {
  it('are exact to six digits', () => {
    expect([0, 0.5, 0.031251234, 1234.5678, -2, 1_234_567.8].map(valueInWords)).toEqual(['0', '0.5', '0.0312512', '1234.57', '-2', '1,234,567.8']);
  });

  it('are written with powers of ten where they would be long', () => {
    expect([0.000012, -3.4e-9, 2.5e12].map(valueInWords)).toEqual(['1.2e-5', '-3.4e-9', '2.5e12']);
  });

  it('name what is no number', () => {
    expect([NaN, Infinity, -Infinity].map(valueInWords)).toEqual(['NaN', '∞', '-∞']);
  });

  it('fit beside an axis as ticks, in seven characters', () => {
    const ticks = [0, 0.25, 1e-5, -0.0005, 1500, 12_500, 1_250_000].map((value) => tickInWords(value));
    expect(ticks).toEqual(['0', '0.25', '1e-5', '-5e-4', '1500', '12.5K', '1.25M']);
    ticks.forEach((tick) => expect(tick.length).toBeLessThanOrEqual(7));
  });

  it('are written alike on the ticks of an axis', () => {
    expect([0.0009, 0.001, 0.0011].map((value) => tickInWords(value, 0.0011))).toEqual(['0.0009', '0.001', '0.0011']);
    expect([1e15, 2.5e16].map((value) => tickInWords(value))).toEqual(['1e15', '2.5e16']);
    expect([0.0003, 0.0006].map((value) => tickInWords(value, 0.0006))).toEqual(['3e-4', '6e-4']);
  });

  it('are shortened on all ticks of an axis or on none', () => {
    expect([5000, 10_000].map((value) => axisTickInWords('step', value, 10_000))).toEqual(['5K', '10K']);
    expect(axisTickInWords('step', 5000, 9000)).toBe('5,000');
  });
});

describe('positions in words', () => {
  it('name the axis', () => {
    expect([positionInWords('step', 1203), positionInWords('epoch', 7)]).toEqual(['step 1,203', 'epoch 7']);
  });

  it('tell durations as people do', () => {
    expect([500, 12_300, 125_000, 3_725_000, 273_600_000].map(durationInWords)).toEqual(['0.5 s', '12.3 s', '2 m 05 s', '1 h 02 m 05 s', '3 d 4 h 00 m']);
  });

  it('tell ticks of time as clocks do', () => {
    expect([0, 30_000, 720_000, 5_400_000, 194_400_000, 200].map((value) => axisTickInWords('time', value, 0))).toEqual([
      '0:00',
      '0:30',
      '12:00',
      '1:30:00',
      '2 d 06:00',
      '0.2 s',
    ]);
  });
});
