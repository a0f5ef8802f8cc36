import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalLine } from '../../src-shared/domain/journal.ts';
import { decodeLine } from '../../src-shared/lib/json-line.ts';
import { parseJson } from '../../src-shared/schema/run-file.ts';

/** The whole lines of a run's journal; the text after the last newline is not there yet. */
export function readLines(folder: string): JournalLine[] {
  return readText(folder).split('\n').slice(0, -1).map(decodeLine);
}

/** The journal up to its last newline: what has been acknowledged. */
export function readText(folder: string): string {
  if (!statSync(join(folder, 'journal.ndjson'), { throwIfNoEntry: false })) return '';
  const text = readFileSync(join(folder, 'journal.ndjson'), 'utf8');
  return text.slice(0, text.lastIndexOf('\n') + 1);
}

const STAMP: ReadonlySet<string> = new Set(['v', 'seq', 'attempt', 'timeMs']);

/** The lines that no later attempt supersedes; `Resumed` says which those are. */
export function countingLines(folder: string): JournalLine[] {
  let counted: JournalLine[] = [];
  for (const line of readLines(folder)) {
    if (line.kind === 'resumed') counted = counted.filter((earlier) => earlier.step < line.fromStep || (earlier.step === line.fromStep && earlier.epoch < line.epoch));
    counted.push(line);
  }
  return counted;
}

/**
 * What the run says in the end, without times and numbers; batches are left
 * out, because their thinning goes by the clock.
 */
export function effectiveEvents(folder: string): object[] {
  const kinds = ['epoch-started', 'scalar', 'image', 'confusion', 'prediction', 'epoch-ended'];
  return countingLines(folder)
    .filter((line) => kinds.includes(line.kind))
    .map((line) => Object.fromEntries(Object.entries(line).filter(([name]) => !STAMP.has(name))));
}

/** Hashes of the newest checkpoint's files: equal hashes, equal bits. */
export function lastHashes(folder: string, name: string): unknown {
  const path = join(folder, 'checkpoints', name, 'manifest.json');
  const { files } = parseJson(readFileSync(path, 'utf8'), path) as { files: unknown };
  return files;
}

export function readExit(folder: string): { readonly status: string; readonly message: string; readonly attempt: number } | null {
  const path = join(folder, 'exit.json');
  if (!statSync(path, { throwIfNoEntry: false })) return null;
  return parseJson(readFileSync(path, 'utf8'), path) as { status: string; message: string; attempt: number };
}
