import { pathToFileURL } from 'node:url';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import type { CodeFile } from './code-file.ts';

let known: readonly CodeFile[] = [];

/** tfjs calls itself many times over: the user's line lies deep. */
const STACK_LINES = 60;

/** From now on faults are looked for in these files. */
export function knowCode(files: readonly CodeFile[]): void {
  known = [...known, ...files];
  Error.stackTraceLimit = STACK_LINES;
}

/**
 * An error that passed through the user's code as one sentence with file and
 * line; any other as it is. Types are stripped in place, so lines are the user's.
 *
 * @param entry the file that is named if the error does not say where.
 */
export function explainFault(error: unknown, entry?: string): unknown {
  if (error instanceof BadInput || !(error instanceof Error)) return error;
  const place = placeOf(error) ?? (entry === undefined ? null : entry);
  if (place === null) return error;
  const what = error.name === 'Error' ? '' : `${error.name}: `;
  const fault = new BadInput(`${place}: ${what}${ownWords(error)}`, { help: 'This is your own code: mend it and start anew, for a run keeps the code that it began with.' });
  if (error.stack !== undefined) fault.stack = error.stack;
  return fault;
}

/** Of code that never comes to its end, or ends the thread that it is called in: nothing of it can say where. */
export function codeDidNotReturn(files: readonly string[], found: string): BadInput {
  return new BadInput(`expected your own code to come to its end and give an answer, but ${found}: ${files.join(', ')}`, { help: 'Look there for a loop without an end, or for process.exit.' });
}

/** `/home/u/my-net.ts:12:5`, of the innermost line of the user's. */
function placeOf(error: Error): string | null {
  const text = `${error.stack ?? ''}\n${error.cause instanceof Error ? (error.cause.stack ?? '') : ''}`;
  const found = known.flatMap(({ from, at }) =>
    [pathToFileURL(at).href, at].flatMap((name) => {
      const place = text.indexOf(`${name}:`);
      const match = place < 0 ? null : /^:(\d+(:\d+)?)/.exec(text.slice(place + name.length));
      return match ? [{ place, words: `${from}:${match[1]}` }] : [];
    }),
  );
  return found.sort((a, b) => a.place - b.place)[0]?.words ?? null;
}

/** A fault of grammar brings the line of code along, on lines of its own. */
function ownWords({ message }: Error): string {
  return message.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !/^[\^~]+$/.test(line)).join(' · ');
}
