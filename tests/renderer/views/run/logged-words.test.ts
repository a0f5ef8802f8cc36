import { expect, it } from 'vitest';
import { nothingLogged } from '../../../../src-renderer/views/run/logged-words.ts';

it('where nothing was logged, only a run that works has a yet, and only a classifier has curves to wait for', () => {
  expect(nothingLogged('classification', true)).toEqual({ title: 'Nothing logged yet', text: expect.stringMatching(/^ROC and PR curves come with the first epoch/) as string });
  expect(nothingLogged('segmentation', false)).toEqual({ title: 'Nothing logged', text: expect.not.stringMatching(/ROC/) as string });
});
