import { describe, expect, it } from 'vitest';
import { WHOLE_WINDOW, windowKey, windowTransfer } from '../../../src-renderer/images/grey-window.ts';
import { pixelInWords } from '../../../src-renderer/images/read-pixels.ts';
import { mergedSteps, neighbourStep, shownIndex, stepUpTo } from '../../../src-renderer/images/step-choice.ts';

describe('the step that is shown', () => {
  const steps = [0, 100, 250];

  it('is the newest unless one was picked', () => {
    expect([shownIndex(steps, null), shownIndex([...steps, 400], null)]).toEqual([2, 3]);
  });

  it('stays where it was picked while new steps come', () => {
    expect([shownIndex(steps, 100), shownIndex([...steps, 400, 500], 100)]).toEqual([1, 1]);
  });

  it('is the last one before a step that is gone, or the first', () => {
    expect([shownIndex(steps, 180), shownIndex(steps, -5), shownIndex(steps, 9999)]).toEqual([1, 0, 2]);
  });

  it('is none where there are no steps', () => {
    expect([shownIndex([], null), shownIndex([], 7)]).toEqual([-1, -1]);
  });

  it('has neighbours up to both ends', () => {
    expect([neighbourStep(steps, 100, 1), neighbourStep(steps, 100, -1), neighbourStep(steps, null, 1), neighbourStep(steps, 0, -1)]).toEqual([250, 0, null, null]);
  });

  it('is for each run its last up to the chosen one', () => {
    expect([stepUpTo(steps, 240), stepUpTo(steps, 250), stepUpTo([50], 20)]).toEqual([100, 250, null]);
    expect(mergedSteps([[0, 100], [50, 100], []])).toEqual([0, 50, 100]);
  });
});

describe('a grey window', () => {
  const shown = (grey: number, window = WHOLE_WINDOW) => {
    const { slope, intercept } = windowTransfer(window);
    return Math.round(255 * (slope * (grey / 255) + intercept));
  };

  it('changes nothing while it is whole', () => {
    expect([0, 100, 255].map((grey) => shown(grey))).toEqual([0, 100, 255]);
  });

  it('spreads what is within half its width of the level from black to white', () => {
    const window = { level: 100, width: 50 };
    expect([60, 75, 100, 110, 125].map((grey) => shown(grey, window))).toEqual([-77, 0, 127, 179, 255]);
  });

  it('is narrowed, widened, moved and reset by keys', () => {
    const window = { level: 100, width: 50 };
    expect(['[', ']', '{', '}', '\\', 'x'].map((key) => windowKey(key, window))).toEqual([
      { level: 100, width: 45 },
      { level: 100, width: 56 },
      { level: 95, width: 50 },
      { level: 105, width: 50 },
      WHOLE_WINDOW,
      null,
    ]);
  });

  it('has limits', () => {
    expect([windowKey('[', { level: 0, width: 1 }), windowKey(']', { level: 0, width: 255 }), windowKey('{', { level: 2, width: 9 }), windowKey('}', { level: 254, width: 9 })]).toEqual([
      { level: 0, width: 1 },
      { level: 0, width: 255 },
      { level: 0, width: 9 },
      { level: 255, width: 9 },
    ]);
  });
});

describe('the value of a pixel in words', () => {
  it('is one number for grey, three for colour, with opacity where it is not whole', () => {
    expect([pixelInWords([7, 7, 7, 255]), pixelInWords([7, 8, 9, 255]), pixelInWords([7, 7, 7, 51])]).toEqual(['7', '7, 8, 9', '7 at 20%']);
  });
});
