import { nameOf } from '../../../src-shared/lib/alias.ts';
import type { SampleSource } from '../../files/read-sample.ts';

export type SampleEntry = SampleSource;

/**
 * Keys, paths and labels of samples in shared memory: a million of them cost
 * some 100 MB once, whatever the number of threads that read them.
 */
export interface SampleTable {
  readonly length: number;
  readonly labels: Int32Array;
  /** Where each entry's text begins; one more than entries. */
  readonly starts: Float64Array;
  /** Of each entry, as UTF-8: key and path, parted by NUL, and what else it has as JSON. */
  readonly text: Uint8Array;
}

export function createSampleTable(entries: readonly SampleEntry[]): SampleTable {
  const encoder = new TextEncoder();
  const texts = entries.map((entry) => encoder.encode([entry.key, entry.path, ...moreOf(entry)].join('\0')));
  const starts = new Float64Array(new SharedArrayBuffer(8 * (entries.length + 1)));
  texts.forEach((text, i) => (starts[i + 1] = (starts[i] ?? 0) + text.byteLength));
  const text = new Uint8Array(new SharedArrayBuffer(starts[entries.length] ?? 0));
  texts.forEach((each, i) => text.set(each, starts[i]));
  const labels = new Int32Array(new SharedArrayBuffer(4 * entries.length));
  entries.forEach(({ label }, i) => (labels[i] = label));
  return { length: entries.length, labels, starts, text };
}

export function entryOf(table: SampleTable, index: number): SampleEntry {
  const start = table.starts[index];
  const end = table.starts[index + 1];
  const label = table.labels[index];
  if (start === undefined || end === undefined || label === undefined) {
    throw new RangeError(`expected a sample number from 0 to ${table.length - 1}, but found ${index}`);
  }
  // Copied: TextDecoder takes no shared memory.
  const text = Buffer.from(table.text.slice(start, end)).toString('utf8');
  const [key = '', path = '', more] = text.split('\0');
  return { key, path, label, ...(more !== undefined && (JSON.parse(more) as More)) };
}

/** What is told of a sample: its alias where it has one. */
export function nameAt(table: SampleTable, index: number): { readonly key: string; readonly path: string } {
  const entry = entryOf(table, index);
  return { key: entry.key, path: nameOf(entry) };
}

/** What most samples have not. */
type More = Pick<SampleEntry, 'alias' | 'mask' | 'files' | 'targets' | 'parts'>;

function moreOf({ alias, mask, files, targets, parts }: More): readonly string[] {
  return alias !== undefined || mask || files || targets || parts ? [JSON.stringify({ alias, mask, files, targets, parts })] : [];
}
