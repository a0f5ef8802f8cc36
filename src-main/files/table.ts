import { posix } from 'node:path';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { decodeText, readCsv } from './csv.ts';
import type { CsvRow } from './csv.ts';
import { readFile } from './open-file.ts';

/** The first row of a table, which names its columns, and the others. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly CsvRow[];
}

/** JSON files that say something else than which images there are: of the Decathlon and of nnU-Net. */
const OTHER_JSON: readonly string[] = ['dataset.json', 'splits_final.json', 'plans.json', 'dataset_fingerprint.json'];

/** Whether a file may be a table by its name. */
export function isTableName(path: string): boolean {
  return /\.(csv|tsv|json)$/i.test(path) && !OTHER_JSON.includes(posix.basename(path));
}

/**
 * A table from a CSV, TSV or JSON file; null if it is empty.
 *
 * In JSON it is a list of objects with the columns as their keys, perhaps as
 * the only list in an object; or an object of such objects, or of labels, by
 * the paths of the images.
 *
 * @throws BadInput if it cannot be read as any of these.
 */
export function readTable(root: string, path: string): Table | null {
  const text = decodeText(readFile(`${root}/${path}`), path);
  if (!/\.json$/i.test(path)) {
    const [header, ...rows] = readCsv(text);
    return header ? { header: header.fields, rows } : null;
  }
  const entries = entriesOf(parsed(text, path), path);
  const header = [...new Set(entries.flatMap((entry) => Object.keys(entry)))];
  return { header, rows: entries.map((entry, i) => ({ number: i + 1, fields: header.map((name) => inText(entry[name])), problem: null })) };
}

type Entry = Readonly<Record<string, unknown>>;

function entriesOf(value: unknown, path: string): readonly Entry[] {
  if (Array.isArray(value) && value.every(isEntry)) return value;
  if (isEntry(value)) {
    const pairs = Object.entries(value);
    const lists = pairs.filter(([, each]) => Array.isArray(each) && each.length > 0 && each.every(isEntry));
    if (lists.length === 1) return lists[0]?.[1] as readonly Entry[];
    if (pairs.length > 0 && pairs.every(([, each]) => isEntry(each))) return pairs.map(([key, each]) => ({ path: key, ...(each as Entry) }));
    if (pairs.length > 0 && pairs.every(([, each]) => isScalar(each))) return pairs.map(([key, each]) => ({ path: key, label: each }));
  }
  throw new BadInput(`expected a list of images with their labels in ${path}, as [{"path": "1.png", "label": "cat"}], but found something else`);
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new BadInput(`expected JSON in ${path}`, { cause });
  }
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function inText(value: unknown): string {
  return value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}
