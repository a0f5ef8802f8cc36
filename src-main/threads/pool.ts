import type { Thread } from './thread.ts';
import type { CallOptions } from './thread.ts';
import type { Request } from './request.ts';

/** Threads of one kind; each call goes to the least busy, and a thread that died is replaced. */
export class ThreadPool {
  readonly #start: () => Thread;
  readonly #threads: Thread[];

  constructor(size: number, start: () => Thread) {
    this.#start = start;
    this.#threads = Array.from({ length: size }, start);
  }

  call<Input, Output>(request: Request<Input, Output>, input: Input, options: CallOptions = {}): Promise<Output> {
    return this.#leastBusy().call(request, input, options);
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  #leastBusy(): Thread {
    for (const [place, thread] of this.#threads.entries()) {
      if (!thread.alive) this.#threads[place] = this.#start();
    }
    return this.#threads.reduce((best, thread) => (thread.load < best.load ? thread : best));
  }
}
