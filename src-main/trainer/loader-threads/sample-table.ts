import type { SplitSample } from '../../../src-shared/schema/run-file.ts';

/** What must be known of a sample to read it. */
export type SampleEntry = Pick<SplitSample, 'key' | 'path' | 'label' | 'mask' | 'files'>;

/**
 * Keys, paths and labels of samples in shared memory: a million of them cost
 * some 100 MB once, whatever the number of threads that read them.
 */
export interface SampleTable {
  readonly length: number;
  readonly labels: Int32Array;
  /** Where each entry's text begins; one more than entries. */
  readonly starts: Float64Array;
  /** Key, path, the mask's key and path or nothing twice, and the files of a series, parted by NUL: of each entry, as UTF-8. */
  readonly text: Uint8Array;
}

export function createSampleTable(entries: readonly SampleEntry[]): SampleTable {
  const encoder = new TextEncoder();
  const texts = entries.map(({ key, path, mask, files = [] }) => encoder.encode([key, path, mask?.key ?? '', mask?.path ?? '', ...files].join('\0')));
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
  const [key = '', path = '', maskKey = '', maskPath = '', ...files] = text.split('\0');
  return { key, path, label, ...(maskPath !== '' && { mask: { key: maskKey, path: maskPath } }), ...(files.length > 0 && { files }) };
}
