import { closeSync, constants, fdatasync, fdatasyncSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { JOURNAL_VERSION } from '../../src-shared/domain/journal.ts';
import type { JournalEntry, JournalLine } from '../../src-shared/domain/journal.ts';
import { decodeLine, encodeLine } from '../../src-shared/lib/json-line.ts';

const SYNC_EVERY_MS = 1000;
const NEWLINE = 0x0a;

/**
 * The writing end of `journal.ndjson`. A line is acknowledged once `write`
 * counts it; it is on the disk a second later, or when `sync` returns.
 *
 * Opening cuts off what a crash left of a last line and begins a new attempt.
 */
export class Journal {
  readonly attempt: number;
  readonly #file: number;
  readonly #path: string;
  #size: number;
  #seq: number;
  #syncedMs = 0;
  #syncing = false;
  #syncError: Error | null = null;
  #closed = false;

  private constructor(path: string, file: number, end: JournalEnd) {
    this.#path = path;
    this.#file = file;
    this.#size = end.size;
    this.#seq = end.last === null ? 0 : end.last.seq + 1;
    this.attempt = end.last === null ? 1 : end.last.attempt + 1;
  }

  static open(path: string): Journal {
    const file = openSync(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT, 0o644);
    try {
      const end = findEnd(file);
      if (end.size < fstatSync(file).size) ftruncateSync(file, end.size);
      return new Journal(path, file, end);
    } catch (error) {
      closeSync(file);
      throw error;
    }
  }

  /**
   * Appends lines with one `write` and says how many of them are whole in the
   * file: fewer than asked if the disk filled up in their midst.
   *
   * @throws the system's error if not even the first line went in.
   */
  write(entries: readonly JournalEntry[], timeMs: number): number {
    if (this.#syncError) throw this.#syncError;
    this.#expectSoleWriter();
    const lines = entries.map((entry, place) => Buffer.from(encodeLine({ ...this.#stamp(place, timeMs), ...entry } as JournalLine)));
    const count = this.#append(lines);
    this.#seq += count;
    if (timeMs - this.#syncedMs >= SYNC_EVERY_MS) this.#syncSoon(timeMs);
    return count;
  }

  /** Returns once everything written is on the disk. */
  sync(): void {
    fdatasyncSync(this.#file);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.sync();
    if (!this.#syncing) closeSync(this.#file);
  }

  #stamp(place: number, timeMs: number): Pick<JournalLine, 'v' | 'seq' | 'attempt' | 'timeMs'> {
    return { v: JOURNAL_VERSION, seq: this.#seq + place, attempt: this.attempt, timeMs };
  }

  /** Two trainers on one run would give two lines one number. */
  #expectSoleWriter(): void {
    const found = fstatSync(this.#file).size;
    if (found === this.#size) return;
    throw new TakenOver(this.#path, this.#size, found);
  }

  #append(lines: readonly Buffer[]): number {
    const bytes = Buffer.concat(lines);
    let written = 0;
    try {
      while (written < bytes.byteLength) written += writeSync(this.#file, bytes, written);
    } catch (error) {
      const whole = bytes.subarray(0, written).lastIndexOf(NEWLINE) + 1;
      if (whole < written) ftruncateSync(this.#file, this.#size + whole);
      this.#size += whole;
      if (whole === 0) throw error;
      return countNewlines(bytes.subarray(0, whole));
    }
    this.#size += written;
    return lines.length;
  }

  /** Off the main thread, so that a slow disk does not hold training up. */
  #syncSoon(timeMs: number): void {
    if (this.#syncing) return;
    this.#syncing = true;
    this.#syncedMs = timeMs;
    fdatasync(this.#file, (error) => {
      this.#syncing = false;
      if (error) this.#syncError = error;
      if (this.#closed) closeSync(this.#file);
    });
  }
}

/** Another process writes this journal: the run is no longer ours to speak of. */
export class TakenOver extends Error {
  constructor(path: string, expected: number, found: number) {
    super(`expected ${expected} bytes in ${path}, but found ${found}: another process has taken this run on`);
    this.name = 'TakenOver';
  }
}

interface JournalEnd {
  /** Bytes up to the end of the last whole line. */
  readonly size: number;
  readonly last: JournalLine | null;
}

/**
 * Looks for the last line that can be read, from the end backwards: a crash
 * leaves half a line, a loss of power perhaps a stretch of zeros.
 */
function findEnd(file: number): JournalEnd {
  const length = fstatSync(file).size;
  for (let wanted = 64 * 1024; ; wanted *= 4) {
    const from = Math.max(0, length - wanted);
    const end = lastLine(readRange(file, from, length), from);
    if (end) return end;
    if (from === 0) return { size: 0, last: null };
  }
}

function lastLine(tail: Buffer, from: number): JournalEnd | null {
  for (let end = tail.lastIndexOf(NEWLINE); end >= 0; ) {
    const before = end === 0 ? -1 : tail.lastIndexOf(NEWLINE, end - 1);
    // The first line of the range may begin before it.
    if (before < 0 && from > 0) return null;
    const line = decode(tail.toString('utf8', before + 1, end));
    if (line) return { size: from + end + 1, last: line };
    end = before;
  }
  return null;
}

function decode(text: string): JournalLine | null {
  try {
    const line: unknown = decodeLine(text);
    return isStamped(line) ? line : null;
  } catch {
    return null; // Not a line that `write` made: left by a crash.
  }
}

function isStamped(line: unknown): line is JournalLine {
  return typeof line === 'object' && line !== null && 'seq' in line && Number.isInteger(line.seq) && 'attempt' in line && Number.isInteger(line.attempt);
}

function readRange(file: number, from: number, to: number): Buffer {
  const bytes = Buffer.alloc(to - from);
  for (let at = 0; at < bytes.byteLength; ) {
    const got = readSync(file, bytes, at, bytes.byteLength - at, from + at);
    if (got === 0) return bytes.subarray(0, at);
    at += got;
  }
  return bytes;
}

function countNewlines(bytes: Buffer): number {
  let count = 0;
  for (const byte of bytes) if (byte === NEWLINE) count++;
  return count;
}
