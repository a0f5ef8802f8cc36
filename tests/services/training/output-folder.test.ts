import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { outputProblem } from '../../../src-main/services/training/output-folder.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

describe('a folder for runs that is not open', () => {
  it('is told with a few of the folders that are, and how others are opened', () => {
    const output = join(temporaryFolder(), 'runs');
    const problem = (allowed: readonly string[]) => outputProblem(output, null, allowed, 'choose another');
    expect(problem(['/a', '/b'])).toBe(`expected a folder below /a or /b, but found ${output}: choose another`);
    expect(problem(['/a', '/b', '/c', '/d', '/e'])).toBe(`expected a folder below /a or /b or /c or 2 more, but found ${output}: choose another`);
  });

  it('is open below any folder, however many there are', () => {
    const folder = temporaryFolder();
    expect(outputProblem(join(folder, 'runs'), null, ['/a', '/b', '/c', '/d', folder], '')).toBeNull();
  });
});
