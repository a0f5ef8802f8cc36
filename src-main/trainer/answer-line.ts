import { flattenError, restoreError } from '../../src-shared/lib/bad-input.ts';
import type { FlatError } from '../../src-shared/lib/bad-input.ts';

/** A line on a short command's standard output: news on the way, then how it ended. Bytes travel as base64. */
type AnswerLine = { readonly answer: unknown } | { readonly error: FlatError };

export function encodeNews(news: unknown): string {
  return `${JSON.stringify({ news })}\n`;
}

/** The news in a line, or null if it holds none. */
export function decodeNews(line: string): { readonly news: unknown } | null {
  return line.startsWith('{"news"') ? (JSON.parse(line) as { readonly news: unknown }) : null;
}

/** Stands for a `Uint8Array` in the JSON. */
const BYTES = '$bytes';

export function encodeAnswer(answer: unknown): string {
  return `${JSON.stringify({ answer: packBytes(answer) } satisfies AnswerLine)}\n`;
}

export function encodeError(error: unknown): string {
  return `${JSON.stringify({ error: flattenError(error) } satisfies AnswerLine)}\n`;
}

/**
 * The answer in a line, or null if the line is none: a library may print too.
 *
 * @throws the error that the other side sent.
 */
export function decodeAnswer(line: string): { readonly answer: unknown } | null {
  if (!line.startsWith('{"answer"') && !line.startsWith('{"error"')) return null;
  const parsed = JSON.parse(line, (_key, value: unknown) => (isPacked(value) ? new Uint8Array(Buffer.from(value[BYTES], 'base64')) : value)) as AnswerLine;
  if ('error' in parsed) throw restoreError(parsed.error);
  return parsed;
}

function packBytes(value: unknown): unknown {
  if (value instanceof Uint8Array) return { [BYTES]: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(packBytes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, packBytes(each)]));
}

function isPacked(value: unknown): value is { readonly [BYTES]: string } {
  return typeof value === 'object' && value !== null && BYTES in value && typeof value[BYTES] === 'string';
}
