import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALLOWED_REASONS, unexpectedSkips } from '../helpers/skips.ts';

const root = join(import.meta.dirname, '../..');

describe('what CI may leave out', () => {
  it("is what needs Electron's binary, a GPU or Python's torch, and nothing else", () => {
    expect(ALLOWED_REASONS).toEqual(["needs Electron's binary", 'needs a GPU', "needs Python's torch"]);
  });

  it('fails with every other skip, and with one that gives no reason', () => {
    const skips = [
      { name: 'a', reason: 'needs a GPU' },
      { name: 'b', reason: "needs Python's torch for /usr/bin/python3" },
      { name: 'c', reason: 'needs the real images: set DELIRA_TEST_DATA' },
      { name: 'd', reason: 'no reason given' },
      { name: 'e', reason: "flaky, and needs Electron's binary" },
    ];
    expect(unexpectedSkips(skips).map(({ name }) => name)).toEqual(['c', 'd', 'e']);
  });

  it('holds in .ci/run, which makes the second command of the README', () => {
    const script = readFileSync(join(root, '.ci/run'), 'utf8');
    expect(script).toContain('export DELIRA_CI=1\n');
    expect(script.trimEnd().split('\n').slice(-2)).toEqual(['npm ci', 'exec npm test']);
  });

  it('is checked by the test command itself', () => {
    expect(readFileSync(join(root, 'tests/run.ts'), 'utf8')).toContain("process.env['DELIRA_CI'] === '1' ? unexpectedSkips(skips)");
  });
});
