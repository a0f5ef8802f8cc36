import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { restoreError } from '../../src-shared/lib/bad-input.ts';
import type { IndexEvent } from './index-event.ts';
import { linesOf } from './indexer-protocol.ts';
import type { CallName, FromIndexer, IndexerCalls, ToIndexer } from './indexer-protocol.ts';
import { openPosition, readPosition } from './position.ts';

export interface IndexerOptions {
  /** The Node that runs the indexer: never Electron's own. */
  readonly node: string;
  /** The indexer's bundle. */
  readonly entry: string;
  /** How long it may give no sign of life while it is asked something. */
  readonly deadlineMs: number;
}

/** The process ended, or had to be ended, while it was asked something. */
export class IndexerDied extends Error {
  readonly how: 'crashed' | 'hung';

  constructor(how: 'crashed' | 'hung', details: string) {
    super(`expected the indexer to answer, but it ${how}: ${details}`);
    this.name = 'IndexerDied';
    this.how = how;
  }
}

export interface CallOptions {
  /** What an earlier index told, in parts. */
  readonly known?: Iterable<readonly IndexEvent[]> | AsyncIterable<readonly IndexEvent[]>;
  /** The next event is not taken from the process before this is done. */
  readonly onEvent?: (event: IndexEvent) => void | Promise<void>;
  readonly signal?: AbortSignal;
}

interface Pending {
  resolve(output: unknown): void;
  reject(error: Error): void;
  readonly onEvent: NonNullable<CallOptions['onEvent']>;
}

type ChildWithStreams = ChildProcess & { readonly stdin: Writable; readonly stdout: Readable; readonly stderr: Readable };

/** V8 fills the room for what is short-lived before it clears it: with this little of it, an index of a million files takes 133 MB instead of 247, in the same time. */
const V8_FLAGS = ['--max-semi-space-size=8'];

/** How much of its standard error is kept for the message of its death. */
const COMPLAINT_CHARACTERS = 2000;

/** How long it may take to do as it was told before it is killed. */
const FAREWELL_MS = 2000;

/** One indexer from start to end. Whoever starts it stops it. */
export class IndexerProcess {
  readonly #child: ChildWithStreams;
  readonly #position = openPosition();
  readonly #pending = new Map<number, Pending>();
  readonly #ended: Promise<void>;
  readonly #ticksAllowed: number;
  readonly #clock: NodeJS.Timeout;
  #calls = 0;
  #complaints = '';
  #death: Error | null = null;
  /** Ticks without a sign of life: unlike hours, they stand still while this machine sleeps. */
  #silentTicks = 0;
  #positionsSeen = 0;

  constructor({ node, entry, deadlineMs }: IndexerOptions) {
    const tickMs = Math.min(1000, deadlineMs / 5);
    this.#ticksAllowed = Math.ceil(deadlineMs / tickMs);
    this.#clock = setInterval(() => this.#tick(), tickMs).unref();
    this.#child = spawn(node, [...V8_FLAGS, entry], { stdio: ['pipe', 'pipe', 'pipe', this.#position.fd], windowsHide: true }) as ChildWithStreams;
    // What cannot be written to it, it no longer needs: its death is told by its end.
    this.#child.stdin.on('error', () => undefined);
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#complaints = (this.#complaints + text).slice(-COMPLAINT_CHARACTERS);
    });
    this.#ended = this.#listen();
  }

  get alive(): boolean {
    return this.#death === null;
  }

  /** The path that an index is at; null if it is at none. Not to be asked after `stop`. */
  get place(): string | null {
    return readPosition(this.#position.fd).path;
  }

  /**
   * Asks it something.
   *
   * @throws IndexerDied if it ends before it answers, or the error that it answers with.
   */
  async call<Name extends CallName>(kind: Name, input: IndexerCalls[Name]['input'], options: CallOptions = {}): Promise<IndexerCalls[Name]['output']> {
    const call = this.#calls++;
    for await (const events of options.known ?? []) await this.#send({ kind: 'known', call, events });
    if (this.#death) throw this.#death;
    if (this.#pending.size === 0) this.#silentTicks = 0;
    const answer = new Promise<unknown>((resolve, reject) => this.#pending.set(call, { resolve, reject, onEvent: options.onEvent ?? (() => undefined) }));
    void this.#send({ kind, call, input } as ToIndexer);
    const cancel = () => void this.#cancel(call);
    if (options.signal?.aborted) cancel();
    else options.signal?.addEventListener('abort', cancel, { once: true });
    return answer.finally(() => options.signal?.removeEventListener('abort', cancel)) as Promise<IndexerCalls[Name]['output']>;
  }

  /** Ends it: kindly, and if it does not listen, at once. */
  async stop(): Promise<void> {
    this.#child.stdin.end();
    if (!(await this.#endsWithin(FAREWELL_MS))) {
      this.#die(new IndexerDied('hung', 'it did not end when it was told to'));
      // A process that waits for a lost network drive cannot even be killed; it is left to the system.
      await this.#endsWithin(FAREWELL_MS);
    }
    this.#position.close();
  }

  async #listen(): Promise<void> {
    const exit = new Promise<string>((resolve) => {
      this.#child.once('error', (error) => resolve(error.message));
      this.#child.once('exit', (code, signal) => resolve(signal === null ? `code ${code}` : `signal ${signal}`));
    });
    try {
      for await (const line of linesOf(this.#child.stdout.setEncoding('utf8'))) await this.#receive(JSON.parse(line) as FromIndexer);
    } catch (error) {
      this.#die(error as Error);
    }
    const how = await exit;
    this.#die(new IndexerDied('crashed', `${how}${this.#complaints === '' ? '' : `, ${this.#complaints.trim()}`}`));
  }

  async #receive(message: FromIndexer): Promise<void> {
    const pending = this.#pending.get(message.call);
    this.#silentTicks = -Infinity;
    if (message.kind === 'event') await this.#pass(message.call, message.event, pending);
    else {
      this.#pending.delete(message.call);
      if (message.kind === 'answer') pending?.resolve(message.output);
      else pending?.reject(restoreError(message.error));
    }
    this.#silentTicks = 0;
  }

  /** Whoever cannot take an event has no use for the rest. */
  async #pass(call: number, event: IndexEvent, pending: Pending | undefined): Promise<void> {
    try {
      await pending?.onEvent(event);
    } catch (error) {
      this.#pending.delete(call);
      pending?.reject(error as Error);
      await this.#send({ kind: 'cancel', call });
    }
  }

  async #cancel(call: number): Promise<void> {
    await this.#send({ kind: 'cancel', call });
    await setTimeout(FAREWELL_MS, null, { ref: false });
    if (this.#pending.has(call)) this.#die(new IndexerDied('hung', 'it did not stop when it was told to'));
  }

  async #send(message: ToIndexer): Promise<void> {
    if (this.#child.stdin.write(`${JSON.stringify(message)}\n`)) return;
    await Promise.race([new Promise((resolve) => this.#child.stdin.once('drain', resolve)), this.#ended]);
  }

  #tick(): void {
    const { count } = readPosition(this.#position.fd);
    const moved = count !== this.#positionsSeen;
    this.#positionsSeen = count;
    if (this.#pending.size === 0) return;
    this.#silentTicks = moved ? Math.min(this.#silentTicks, 0) : this.#silentTicks + 1;
    if (this.#silentTicks > this.#ticksAllowed) this.#die(new IndexerDied('hung', `it gave no sign of life for ${this.#ticksAllowed} checks`));
  }

  #die(reason: Error): void {
    if (this.#death === null) {
      this.#death = reason;
      clearInterval(this.#clock);
      this.#child.kill('SIGKILL');
      this.#child.stdout.destroy();
    }
    for (const { reject } of this.#pending.values()) reject(this.#death);
    this.#pending.clear();
  }

  #endsWithin(ms: number): Promise<boolean> {
    return Promise.race([this.#ended.then(() => true), setTimeout(ms, false, { ref: false })]);
  }
}
