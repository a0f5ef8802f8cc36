import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import { entryFile } from '../../../src-main/threads/entry.ts';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Command {
  readonly child: ChildProcess;
  /** What has been printed to standard error so far. */
  err(): string;
  ended(): Promise<Ended>;
}

export interface CommandOptions {
  readonly data: string;
  readonly cwd?: string;
  /** A rest after each step of training, so that there is a midst to act in. */
  readonly restMs?: number;
}

/** The environment of a host whose trainers rest after each step. */
export function slowSteps(restMs: number): Readonly<Record<string, string>> {
  return { NODE_OPTIONS: `--import ${pathToFileURL(join(import.meta.dirname, '../../trainer/slow-steps.ts')).href}`, DELIRA_TEST_REST_MS: String(restMs) };
}

/** Starts `delira <words>` as a process of its own, killed when the test ends. */
export function startCommand(words: readonly string[], { data, cwd, restMs }: CommandOptions): Command {
  const child = spawn(process.execPath, ['--no-warnings', entryFile('cli'), ...words], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DELIRA_DATA: data, ...(restMs === undefined ? {} : slowSteps(restMs)) },
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, out, err }));
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, err: () => err, ended: () => ended };
}

export function delira(words: readonly string[], options: CommandOptions): Promise<Ended> {
  return startCommand(words, options).ended();
}

/** The document that a command printed; fails with what it said instead. */
export function documentOf<T>({ code, out, err }: Ended): T {
  if (code !== 0) throw new Error(`expected exit code 0, but found ${code}: ${err}`);
  return JSON.parse(out) as T;
}

/** Some digits of MNIST in class folders below train/ and test/. */
export function copyDigits(mnist: string, folder: string): void {
  for (const [side, count] of [['train', 40], ['test', 10]] as const) {
    for (const digit of ['0', '1', '7']) {
      const to = join(folder, side, digit);
      mkdirSync(to, { recursive: true });
      for (const name of readdirSync(join(mnist, side, digit)).sort().slice(0, count)) copyFileSync(join(mnist, side, digit, name), join(to, name));
    }
  }
}
