import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { Notice } from '../../src-shared/api/index.ts';
import type { Request } from '../../src-main/threads/request.ts';

export interface ToHost {
  readonly call: number;
  readonly id: string;
  readonly input: unknown;
}

export type FromHost =
  | { readonly kind: 'open'; readonly owner: boolean }
  | { readonly kind: 'owner'; readonly timeMs: number }
  | { readonly kind: 'notice'; readonly notice: Notice; readonly timeMs: number }
  | { readonly kind: 'answer'; readonly call: number; readonly output: unknown }
  | { readonly kind: 'error'; readonly call: number; readonly message: string };

export interface TestHost {
  readonly pid: number;
  readonly owner: boolean;
  /** When it became the owner. */
  readonly ownerMs: number | null;
  readonly notices: readonly { readonly notice: Notice; readonly timeMs: number }[];
  call<Input, Output>(request: Request<Input, Output>, input: Input): Promise<Output>;
  /** With SIGKILL: nothing of its own gets a chance. */
  kill(): Promise<void>;
  /** As a user closes it. */
  close(): Promise<void>;
}

/** Starts a host on a data folder and waits until it has opened it. */
export async function startHost(dataFolder: string): Promise<TestHost> {
  const words = ['--disable-warning=ExperimentalWarning', new URL('./host.ts', import.meta.url).pathname, dataFolder];
  const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  onTestFinished(() => void child.kill('SIGKILL'));
  const notices: { notice: Notice; timeMs: number }[] = [];
  const pending = new Map<number, PromiseWithResolvers<unknown>>();
  const opened = Promise.withResolvers<undefined>();
  let owner = false;
  let ownerMs: number | null = null;
  let calls = 0;
  child.stdin.on('error', () => undefined);
  createInterface(child.stdout).on('line', (line) => {
    const message = JSON.parse(line) as FromHost;
    if (message.kind === 'notice') notices.push(message);
    else if (message.kind === 'answer') pending.get(message.call)?.resolve(message.output);
    else if (message.kind === 'error') pending.get(message.call)?.reject(new Error(message.message));
    else if (message.kind === 'open') opened.resolve(undefined);
    if (message.kind === 'owner') {
      owner = true;
      ownerMs = message.timeMs;
    }
  });
  void ended.then(() => opened.reject(new Error('expected the host to open the data folder, but it ended')));
  await opened.promise;
  return {
    pid: child.pid ?? 0,
    get owner() {
      return owner;
    },
    get ownerMs() {
      return ownerMs;
    },
    notices,
    call: (request, input) => {
      const call = calls++;
      const answer = Promise.withResolvers<unknown>();
      pending.set(call, answer);
      child.stdin.write(`${JSON.stringify({ call, id: request.id, input } satisfies ToHost)}\n`);
      return answer.promise as Promise<never>;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

/** Waits until something is so, and tells how long it took. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string, withinMs = 10_000): Promise<number> {
  const start = Date.now();
  for (; !(await isSo()); await setTimeout(25)) {
    if (Date.now() - start > withinMs) throw new Error(`expected within ${withinMs} ms: ${what}`);
  }
  return Date.now() - start;
}
