import { Worker } from 'node:worker_threads';
import type { WorkerOptions } from 'node:worker_threads';
import { restoreError } from '../../src-shared/lib/bad-input.ts';
import type { Answer, Call } from './messages.ts';
import type { Request } from './request.ts';

export interface CallOptions {
  readonly transfer?: readonly ArrayBuffer[];
  readonly signal?: AbortSignal;
}

interface Pending {
  resolve(output: unknown): void;
  reject(error: Error): void;
}

/**
 * A worker thread with a typed port. A thread that dies rejects every open
 * call with the reason; later calls are rejected at once.
 */
export class Thread {
  readonly #worker: Worker;
  readonly #name: string;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Set<(notice: unknown) => void>();
  readonly #ended: Promise<void>;
  #calls = 0;
  #death: Error | null = null;

  constructor(entry: URL, options: WorkerOptions & { readonly name: string }) {
    this.#name = options.name;
    this.#worker = new Worker(entry, options);
    this.#worker.on('message', (answer: Answer) => this.#receive(answer));
    this.#worker.on('error', (error) => this.#die(error));
    this.#ended = new Promise((resolve) => {
      this.#worker.on('exit', (code) => {
        this.#die(new Error(`expected the ${this.#name} thread to go on, but it ended with code ${code}`));
        resolve();
      });
    });
  }

  get alive(): boolean {
    return this.#death === null;
  }

  call<Input, Output>(request: Request<Input, Output>, input: Input, options: CallOptions = {}): Promise<Output> {
    const death = this.#death;
    if (death) return Promise.reject(death);
    if (options.signal?.aborted) return Promise.reject(new DOMException('The call was stopped', 'AbortError'));
    const call = this.#calls++;
    const answer = new Promise<unknown>((resolve, reject) => this.#pending.set(call, { resolve, reject }));
    this.#send({ kind: 'call', call, id: request.id, input }, options.transfer);
    const abort = () => this.#send({ kind: 'abort', call });
    options.signal?.addEventListener('abort', abort, { once: true });
    return answer.finally(() => options.signal?.removeEventListener('abort', abort)) as Promise<Output>;
  }

  onNotice(listener: (notice: unknown) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Lets the thread close what it holds, then ends it. */
  async close(): Promise<void> {
    if (this.#death === null) this.#send({ kind: 'close' });
    await this.#ended;
  }

  /** Ends the thread at once, whatever it does. */
  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  /** Lets the process end although the thread lives. */
  unref(): void {
    this.#worker.unref();
  }

  #send(message: Call, transfer: readonly ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, [...transfer]);
  }

  #receive(answer: Answer): void {
    if (answer.kind === 'notice') {
      for (const listener of this.#listeners) listener(answer.notice);
      return;
    }
    const pending = this.#pending.get(answer.call);
    this.#pending.delete(answer.call);
    if (answer.kind === 'answer') pending?.resolve(answer.output);
    else pending?.reject(restoreError(answer.error));
  }

  #die(reason: Error): void {
    this.#death ??= reason;
    for (const pending of this.#pending.values()) pending.reject(this.#death);
    this.#pending.clear();
  }
}
