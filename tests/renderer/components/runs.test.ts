import { describe, expect, it } from 'vitest';
import { readCaption, readNamedCaption } from '../../../src-renderer/components/caption.ts';
import { stepsAt, tagsIn } from '../../../src-renderer/components/logged-steps.ts';
import { doneShare } from '../../../src-renderer/components/run-progress.ts';
import { statusLook } from '../../../src-renderer/components/run-status.ts';
import { epochsByStep, stepInWords } from '../../../src-renderer/components/step-words.ts';
import { tagChoices } from '../../../src-renderer/components/tag-states.ts';

describe('the tags of several runs', () => {
  it('begin with those that all have, then those that some have', () => {
    expect(tagChoices([['a', 'b'], ['b']], ['c', 'a'])).toEqual([
      { tag: 'b', state: 'all' },
      { tag: 'a', state: 'some' },
      { tag: 'c', state: 'none' },
    ]);
  });
});

describe('the status of a run', () => {
  it('is told as not responding whatever its stored state says', () => {
    expect(statusLook({ status: 'running', notResponding: true }).word).toBe('not responding');
    expect(statusLook({ status: 'running', notResponding: false }).word).toBe('training');
  });
});

describe('the progress of a run', () => {
  const run = { status: 'running', epoch: 2, epochs: 4, step: 24, stepsPerEpoch: 10 } as const;

  it('counts steps where their number is known, else whole epochs', () => {
    expect([doneShare(run), doneShare({ ...run, stepsPerEpoch: null }), doneShare({ ...run, step: 0 })]).toEqual([0.625, 0.25, 0]);
  });

  it('is whole once the run has finished', () => {
    expect(doneShare({ ...run, status: 'finished', step: 3 })).toBe(1);
  });
});

describe('the caption of an image', () => {
  it('tells truth, prediction and confidence, also with commas in the names', () => {
    expect(readCaption('true: cat, black, predicted: dog (0.93)')).toEqual({ truth: 'cat, black', predicted: 'dog', confidence: 0.93 });
  });

  it('stays as it is where it says something else', () => {
    expect(readCaption('scan 12')).toBeNull();
    expect(readNamedCaption('made of noise')).toBeNull();
  });

  it('tells the name and the score where there is a mask, and the name of what was made anew', () => {
    expect(readNamedCaption('sample-10dbb0a1c2d3e4f5: image, truth; prediction, errors (Dice 0.93 in this slice)')).toEqual({ name: 'sample-10dbb0a1c2d3e4f5', score: 'Dice 0.93 in this slice' });
    expect(readNamedCaption('images/7.png: image, truth; prediction, errors (Dice 0.93)')).toEqual({ name: '7.png', score: 'Dice 0.93' });
    expect(readNamedCaption('site 1/case: b.png: image, truth; prediction, errors (no class is there)')).toEqual({ name: 'case: b.png', score: null });
    expect(readNamedCaption('3/17.png: image, reconstruction')).toEqual({ name: '17.png', score: null });
  });
});

describe('the images of several runs at one step', () => {
  const logged = [
    { runId: 'a', tag: 'val', steps: [10, 20], epochs: [1, 2] },
    { runId: 'b', tag: 'val', steps: [15], epochs: [3] },
    { runId: 'b', tag: 'test', steps: [1], epochs: [1] },
  ];

  it('are the last of each run up to that step', () => {
    expect(stepsAt(logged, 'val', 17)).toEqual([
      { runId: 'a', step: 10 },
      { runId: 'b', step: 15 },
    ]);
    expect(stepsAt(logged, 'val', 12)).toEqual([{ runId: 'a', step: 10 }]);
    expect(stepsAt(logged, null, 12)).toEqual([]);
  });

  it('have each tag once', () => {
    expect(tagsIn(logged)).toEqual(['test', 'val']);
  });

  it('are told with the epoch, where it is known', () => {
    const epochs = epochsByStep(logged);
    expect([stepInWords(20, epochs), stepInWords(9999, epochs)]).toEqual(['epoch 2 · step 20', 'step 9,999']);
  });
});
