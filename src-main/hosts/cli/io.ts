import { createInterface } from 'node:readline/promises';
import { BadInput, flattenError, withHelp } from '../../../src-shared/lib/bad-input.ts';

/** Exit codes of every command. */
export const EXIT = { done: 0, failed: 1, badInput: 2, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What commands print to: answers on standard output, everything else on standard error. */
export interface Io {
  readonly json: boolean;
  /** Whether standard error is a terminal, which can take a line back; its width. */
  readonly columns: number | null;
  /** The answer: the document with `--json`, else the text. */
  answer(document: unknown, text: string): void;
  /** A line beside the answer. */
  note(line: string): void;
  /** Shows a line in place of the last one that was shown so; an empty one takes it away. Only on a terminal. */
  status(line: string): void;
  /** Asks for a yes or no; null where nobody can answer. */
  readonly confirm: ((question: string) => Promise<boolean>) | null;
}

export interface Streams {
  readonly out: { write(text: string): unknown };
  readonly err: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number };
}

export function createIo(json: boolean, { out, err }: Streams): Io {
  let shown = false;
  const clear = () => (shown ? '\r\x1b[2K' : '');
  return {
    json,
    columns: err.isTTY === true ? (err.columns ?? 80) : null,
    answer: (document, text) => out.write(json ? `${JSON.stringify(document, null, 2)}\n` : `${text}\n`),
    note: (line) => {
      err.write(`${clear()}${line}\n`);
      shown = false;
    },
    status: (line) => {
      if (err.isTTY !== true) return;
      err.write(`${clear()}${line}`);
      shown = line !== '';
    },
    confirm: err.isTTY === true && process.stdin.isTTY && !json ? confirm : null,
  };
}

/** Anything but yes is no. */
async function confirm(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}

/** Says what went wrong, in a sentence or as JSON, and gives the exit code that means it. */
export function reportError(error: unknown, { json, note, status }: Io): ExitCode {
  const { kind, help, stack, ...flat } = flattenError(error);
  const bad = error instanceof BadInput;
  // Its own sentence says enough; what the system said is for faults of ours.
  const message = bad ? error.message : flat.message;
  status('');
  if (json) note(JSON.stringify({ error: { kind, message, help } }));
  else note(withHelp({ message, help }));
  // A fault of ours: where it happened is worth more than its sentence.
  if (!bad && !json && stack !== null) note(stack);
  return bad ? EXIT.badInput : EXIT.failed;
}
