import type { IndexEvent } from '../../../src-shared/domain/index-event.ts';

/** Rows per transaction: each costs the disk a flush. */
const ROWS = 5000;

/** Nothing waits longer than this to be seen. */
const WAIT_MS = 300;

/**
 * Gathers what an index tells and writes it by the thousand, one piece at a
 * time; the index goes on meanwhile, and waits only when it is a whole piece ahead.
 */
export class EventWriter {
  readonly #write: (events: readonly IndexEvent[]) => Promise<unknown>;
  #events: IndexEvent[] = [];
  #rows = 0;
  #sinceMs = 0;
  #writing: Promise<unknown> = Promise.resolve();
  #problem: { readonly error: unknown } | null = null;

  constructor(write: (events: readonly IndexEvent[]) => Promise<unknown>) {
    this.#write = write;
  }

  /** @throws what went wrong when an earlier piece was written. */
  async add(event: IndexEvent, nowMs: number): Promise<void> {
    if (this.#events.length === 0) this.#sinceMs = nowMs;
    this.#keep(event);
    if (this.#rows >= ROWS || nowMs - this.#sinceMs >= WAIT_MS) await this.#flush();
  }

  /** Writes what is left. */
  async end(): Promise<void> {
    await this.#flush();
    await this.#settled();
  }

  /** Of several reports of progress in a row the newest is enough. */
  #keep(event: IndexEvent): void {
    if (event.kind === 'progress' && this.#events.at(-1)?.kind === 'progress') this.#events.pop();
    this.#events.push(event);
    if (event.kind === 'records') this.#rows += event.records.length;
    if (event.kind === 'found') this.#rows += event.names.length;
    if (event.kind === 'removed') this.#rows += event.paths.length;
  }

  async #flush(): Promise<void> {
    await this.#settled();
    if (this.#events.length === 0) return;
    const events = this.#events;
    this.#events = [];
    this.#rows = 0;
    this.#writing = this.#write(events).catch((error: unknown) => (this.#problem = { error }));
  }

  async #settled(): Promise<void> {
    await this.#writing;
    if (this.#problem) throw this.#problem.error;
  }
}
