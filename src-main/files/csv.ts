import { BadInput } from '../../src-shared/lib/bad-input.ts';

/** A row of a table; `number` counts as spreadsheets do, the header being row 1. */
export interface CsvRow {
  readonly number: number;
  readonly fields: readonly string[];
  /** What is wrong with its quotes, in half a sentence. */
  readonly problem: string | null;
}

const DELIMITERS = [',', ';', '\t'] as const;

/** Text of a table file: UTF-8, or UTF-16 with a byte order mark, as spreadsheets write it. */
export function decodeText(bytes: Uint8Array, name: string): string {
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
  try {
    return new TextDecoder(wide ?? 'utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new BadInput(`expected UTF-8 text in ${name}, but found other bytes`, { cause, help: 'Save it as "CSV UTF-8".' });
  }
}

/**
 * Rows of a CSV or TSV file: RFC 4180 (quoted fields, doubled quotes, line
 * breaks in quotes) with any line ends. The delimiter is the one that the
 * first line has most of. Empty lines are left out but counted.
 */
export function* readCsv(text: string): Generator<CsvRow> {
  const delimiter = delimiterOf(text);
  let at = 0;
  for (let number = 1; at < text.length; number++) {
    const row = readRow(text, at, delimiter);
    at = row.end;
    if (row.fields.some((field) => field !== '')) yield { number, fields: row.fields, problem: row.problem };
  }
}

function delimiterOf(text: string): string {
  const line = text.slice(0, Math.min(...['\n', '\r'].map((end) => indexOrEnd(text, end, 0)))).replaceAll(/"[^"]*"/g, '');
  const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}

function readRow(text: string, start: number, delimiter: string): { fields: string[]; problem: string | null; end: number } {
  const fields: string[] = [];
  let problem: string | null = null;
  let at = start;
  for (;;) {
    const field = text[at] === '"' ? readQuoted(text, at, delimiter) : readPlain(text, at, delimiter);
    fields.push(field.value);
    problem ??= field.problem;
    at = field.end + 1;
    if (text[field.end] === delimiter) continue;
    return { fields, problem, end: text[field.end] === '\r' && text[at] === '\n' ? at + 1 : at };
  }
}

interface Field {
  readonly value: string;
  readonly problem: string | null;
  /** Where its delimiter, its line's end or the text's end stands. */
  readonly end: number;
}

function readPlain(text: string, start: number, delimiter: string): Field {
  let end = start;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++;
  return { value: text.slice(start, end).trim(), problem: null, end };
}

function readQuoted(text: string, start: number, delimiter: string): Field {
  let close = start;
  do close = text.indexOf('"', close + 1);
  while (close !== -1 && text[++close] === '"');
  if (close === -1) return { value: text.slice(start + 1), problem: 'a quote is opened and never closed', end: text.length };
  const value = text.slice(start + 1, close - 1).replaceAll('""', '"');
  const { value: rest, end } = readPlain(text, close, delimiter);
  return { value, problem: rest === '' ? null : 'text follows a closing quote', end };
}

function indexOrEnd(text: string, part: string, from: number): number {
  const at = text.indexOf(part, from);
  return at === -1 ? text.length : at;
}
