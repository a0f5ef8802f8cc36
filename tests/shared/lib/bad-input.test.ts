import { expect, it } from 'vitest';
import { withHelp } from '../../../src-shared/lib/bad-input.ts';

it('sets what helps apart from what is wrong, and leaves a question its mark', () => {
  expect(withHelp({ message: 'expected a run, but found "x"', help: null })).toBe('expected a run, but found "x"');
  expect(withHelp({ message: 'expected a run, but found "x"', help: 'delira runs lists them.' })).toBe('expected a run, but found "x". delira runs lists them.');
  expect(withHelp({ message: 'did you mean "y"?', help: 'delira runs lists them.' })).toBe('did you mean "y"? delira runs lists them.');
});
