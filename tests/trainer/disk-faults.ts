import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { onTestFinished } from 'vitest';

type Fault = (call: number) => 'fail' | 'pass' | { readonly writeOnly: number };

/** Node's functions that change something on the disk. */
const CHANGES = ['openSync', 'writeSync', 'fsyncSync', 'fdatasyncSync', 'closeSync', 'renameSync', 'mkdirSync', 'rmSync', 'ftruncateSync'] as const;
type Change = (typeof CHANGES)[number];

/**
 * Makes Node's own file functions fail as on a full disk, for this process and
 * until the test ends. `writeOnly` lets that many bytes of a write through, as
 * a disk does that fills up in the midst of it.
 *
 * @param names which of the functions.
 */
export function fillDisk(fault: Fault, names: readonly Change[] = ['writeSync']): { empty(): void } {
  let calls = 0;
  const empty = patch(names, (name, original, words) => {
    const outcome = fault(calls++);
    if (outcome === 'fail') throw Object.assign(new Error(`ENOSPC: no space left on device, ${name}`), { code: 'ENOSPC' });
    if (outcome === 'pass') return original(...words);
    const [file, bytes, at = 0] = words as [number, Uint8Array, number?];
    return original(file, bytes, at, Math.min(outcome.writeOnly, bytes.byteLength - at));
  });
  return { empty };
}

/**
 * Runs something whose process dies just before its n-th change of the disk:
 * that change and all after it, those of clean-up code too, never happen.
 *
 * @returns whether it died before it was done.
 */
export function dieAt(at: number, run: () => void): boolean {
  let calls = 0;
  const revive = patch(CHANGES, (_name, original, words) => {
    if (calls++ >= at) throw new Error('killed');
    return original(...words);
  });
  try {
    run();
  } catch (error) {
    if (calls <= at) throw error;
  } finally {
    revive();
  }
  return calls > at;
}

type Call = (...words: unknown[]) => unknown;

/** Puts something in the place of Node's functions, for this process; returns what undoes it, at the latest when the test ends. */
function patch(names: readonly Change[], instead: (name: Change, original: Call, words: unknown[]) => unknown): () => void {
  const patched = fs as unknown as Record<string, Call>;
  const originals = names.map((name) => [name, fs[name] as Call] as const);
  for (const [name, original] of originals) patched[name] = (...words) => instead(name, original, words);
  syncBuiltinESMExports();
  const undo = () => {
    for (const [name, original] of originals) patched[name] = original;
    syncBuiltinESMExports();
  };
  onTestFinished(undo);
  return undo;
}
