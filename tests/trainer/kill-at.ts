/**
 * Preloaded into a Node process (`--import`): kills it with SIGKILL just before
 * the n-th call that changes the disk, n being `DELIRA_TEST_KILL_AT`.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const CHANGES = ['openSync', 'writeSync', 'fsyncSync', 'fdatasyncSync', 'closeSync', 'renameSync', 'mkdirSync', 'rmSync', 'ftruncateSync'] as const;
const killAt = Number(process.env['DELIRA_TEST_KILL_AT']);
const patched = fs as unknown as Record<string, unknown>;
let calls = 0;

for (const name of CHANGES) {
  const original = fs[name] as (...words: unknown[]) => unknown;
  patched[name] = (...words: unknown[]) => {
    if (calls++ === killAt) process.kill(process.pid, 'SIGKILL');
    return original(...words);
  };
}
syncBuiltinESMExports();
