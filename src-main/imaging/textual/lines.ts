import type { ByteSource } from '../byte-source.ts';

/** Text headers that are longer are none. */
const MAX_HEADER_BYTES = 2 ** 16;

export interface TextLine {
  readonly text: string;
  /** Where the next line begins. */
  readonly end: number;
}

/** The lines at the start of a file, one byte a letter, without their ends. */
export function* lines(source: ByteSource): Generator<TextLine> {
  const bytes = source.read(0, Math.min(MAX_HEADER_BYTES, source.size));
  let start = 0;
  while (start < bytes.length) {
    const feed = bytes.indexOf(10, start);
    const end = feed === -1 ? bytes.length : feed;
    let text = '';
    for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i] as number);
    yield { text: text.replace(/\r$/, ''), end: Math.min(end + 1, bytes.length) };
    start = end + 1;
  }
}

export function numbers(text: string): number[] {
  return text.split(/[\s,]+/).filter((word) => word !== '').map(Number);
}
