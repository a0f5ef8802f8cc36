import type { JournalLine } from '../domain/journal.ts';

/**
 * One line of a journal, newline included. JSON has no NaN and no infinities:
 * they become the strings "NaN", "Infinity" and "-Infinity".
 */
export function encodeLine(line: JournalLine): string {
  return `${JSON.stringify(line, (_key, value: unknown) => (isOddNumber(value) ? String(value) : value))}\n`;
}

/** The line that `encodeLine` made, with or without its newline; throws on anything else, such as a torn line. */
export function decodeLine(text: string): JournalLine {
  // Reviving costs five times as much as parsing, and few lines hold such a number.
  const odd = text.includes('NaN"') || text.includes('Infinity"');
  const line: unknown = odd ? JSON.parse(text, (key, value: unknown) => reviveOdd(key, value)) : JSON.parse(text);
  if (typeof line !== 'object' || line === null || !('kind' in line)) throw new Error(`expected a journal line, but found ${text.slice(0, 60)}`);
  return line as JournalLine;
}

/** Fields that hold one number; `values` holds numbers by name and is handled as a whole. */
const NUMBER_KEYS: ReadonlySet<string> = new Set(['value', 'learningRate', 'confidence', 'loss']);

function reviveOdd(key: string, value: unknown): unknown {
  return typeof value === 'string' && NUMBER_KEYS.has(key) ? revive(value) : reviveValues(key, value);
}

function reviveValues(key: string, value: unknown): unknown {
  if (key !== 'values' || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, typeof each === 'string' ? revive(each) : (each as unknown)]));
}

function revive(text: string): number | string {
  return text === 'NaN' || text === 'Infinity' || text === '-Infinity' ? Number(text) : text;
}

function isOddNumber(value: unknown): boolean {
  return typeof value === 'number' && !Number.isFinite(value);
}
