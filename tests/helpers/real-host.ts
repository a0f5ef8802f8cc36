import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const START_MS = 60_000;

export interface RealHost {
  /** With a token that is good for one browser. */
  readonly address: string;
  /** As the user's Ctrl-C: runs go on. */
  stop(): Promise<void>;
  /** As a crash: nothing is said, nothing is closed. */
  kill(): Promise<void>;
}

export interface RealHostOptions {
  readonly data: string;
  readonly roots: readonly string[];
  /** Beside our own. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the built server host, `delira serve`, as a process of its own on a free port. */
export async function startRealHost({ data, roots, env = {} }: RealHostOptions): Promise<RealHost> {
  const cli = join(root, 'dist/main/cli.js');
  if (!existsSync(cli)) throw new Error(`expected ${cli}: build it with node build.mjs`);
  const words = ['serve', '--port', '0', '--only-roots', ...roots.flatMap((folder) => ['--root', folder])];
  const child = spawn(process.execPath, ['--no-warnings', cli, '--data', data, '--json', ...words], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } });
  try {
    return { address: await addressOf(child), stop: () => end(child, 'SIGINT'), kill: () => end(child, 'SIGKILL') };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

async function addressOf(child: ChildProcess): Promise<string> {
  let text = '';
  const deadline = AbortSignal.timeout(START_MS);
  for await (const part of child.stdout ?? []) {
    text += String(part);
    if (text.trimEnd().endsWith('}')) return (JSON.parse(text) as { address: string }).address;
    deadline.throwIfAborted();
  }
  throw new Error(`expected the server's address, but it ended with: ${text}`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}
