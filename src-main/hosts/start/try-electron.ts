import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';

export type Attempt = { readonly runs: true; readonly child: ChildProcess } | { readonly runs: false; readonly reason: string } | { readonly runs: 'done' };

/**
 * Starts Electron on the app. A process that is still there after `patienceMs`
 * runs; one that ended well before gave over to a window that was open
 * already; any other end (a display that refuses, a library that is missing)
 * is a reason to go on without.
 *
 * @param words what follows the binary: the app's folder first.
 */
export async function tryElectron(path: string, words: readonly string[], env: NodeJS.ProcessEnv, patienceMs: number): Promise<Attempt> {
  const child = spawn(path, words, { stdio: ['inherit', 'inherit', 'pipe'], env });
  const errors = held(child);
  // Not 'exit': what it said last may still be on its way.
  const ended = once(child, 'close').then(
    ([code, signal]) => ({ code: code as number | null, why: `ended with ${String(signal ?? code)}` }),
    (error: unknown) => ({ code: null, why: error instanceof Error ? error.message : String(error) }),
  );
  const first = await Promise.race([ended, setTimeout(patienceMs, null, { ref: false })]);
  if (first === null) {
    errors.release();
    return { runs: true, child };
  }
  if (first.code === 0) return { runs: 'done' };
  return { runs: false, reason: `${first.why}${errors.lastLine() === '' ? '' : `: ${errors.lastLine()}`}` };
}

/** What a process says on standard error, kept back until it is known whether it stays. */
function held({ stderr }: ChildProcess): { release(): void; lastLine(): string } {
  let text = '';
  let kept = true;
  stderr?.setEncoding('utf8').on('data', (piece: string) => {
    if (kept) text += piece;
    else process.stderr.write(piece);
  });
  return {
    release: () => {
      kept = false;
      process.stderr.write(text);
    },
    lastLine: () => text.trim().split('\n').at(-1) ?? '',
  };
}
