import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const here = import.meta.dirname;
const killAt = join(here, '../trainer/kill-at.ts');
const url = (path: string) => JSON.stringify(pathToFileURL(join(here, path)).href);

/** Runs a module's text in a Node process of its own; true if it was killed at that call, false if it ended by itself. */
function killed(at: number, script: string): boolean {
  const { signal, status, stderr } = spawnSync(process.execPath, ['--import', killAt, '--input-type=module', '--eval', script], {
    env: { ...process.env, DELIRA_TEST_KILL_AT: String(at) },
    encoding: 'utf8',
  });
  if (signal === null && status !== 0) throw new Error(stderr);
  return signal === 'SIGKILL';
}

describe('a process killed at any moment of an atomic write', () => {
  it('leaves the whole old or the whole new file', () => {
    const file = join(temporaryFolder(), 'settings.json');
    const script = `
      import { writeAtomically } from ${url('../../src-main/threads/atomic-file.ts')};
      writeAtomically(${JSON.stringify(file)}, 'new'.repeat(1000));`;
    const found = new Set<string>();
    for (let at = 0; ; at++) {
      writeFileSync(file, 'old');
      const wasKilled = killed(at, script);
      const content = readFileSync(file, 'utf8');
      expect(['old', 'new'.repeat(1000)]).toContain(content);
      found.add(content);
      if (wasKilled) continue;
      expect(content).toBe('new'.repeat(1000));
      break;
    }
    expect(found.size).toBe(2);
  });
});
