import { isAbsolute, posix, relative, sep } from 'node:path';
import type { Side } from '../../src-shared/domain/sample.ts';
import { decodeText, readCsv } from './csv.ts';
import type { CsvRow } from './csv.ts';
import type { IndexedFile } from './indexed-file.ts';
import { readFile } from './open-file.ts';
import type { FileEntry } from './scan.ts';
import { sideNamed } from './side-name.ts';

/** Names that a manifest's columns may have, whatever their case. */
const COLUMNS = {
  path: ['path', 'filepath', 'file', 'image', 'filename'],
  label: ['label', 'class', 'target'],
  side: ['split', 'side', 'set'],
  group: ['group', 'patient', 'subject'],
} as const;
type Column = keyof typeof COLUMNS;

/** A table that names images and their labels. */
export interface Manifest {
  /** Relative to the dataset's folder. */
  readonly path: string;
  /** The side that its name gives to all its rows, as `train.csv` does. */
  readonly side: Side | null;
  /** Where each column stands; -1 where it has none. */
  readonly places: Readonly<Record<Column, number>>;
  /** Fields that each row should have. */
  readonly width: number;
  readonly rows: readonly CsvRow[];
}

/** Reads a table; null if it has no column of paths or none of labels. */
export function readManifest(root: string, path: string): Manifest | null {
  const [header, ...rows] = readCsv(decodeText(readFile(`${root}/${path}`), path));
  if (!header) return null;
  const names = header.fields.map((field) => field.trim().toLowerCase());
  const place = (column: Column): number => COLUMNS[column].map((name) => names.indexOf(name)).find((each) => each !== -1) ?? -1;
  const places = { path: place('path'), label: place('label'), side: place('side'), group: place('group') };
  if (places.path === -1 || places.label === -1) return null;
  return { path, side: sideNamed(posix.basename(path, posix.extname(path))), places, width: names.length, rows };
}

/**
 * The rows of one or several manifests as records, one per file: what is
 * missing, contradictory or outside of the dataset's folder has a fault that
 * names the row.
 */
export function recordsOf(manifests: readonly Manifest[], entries: ReadonlyMap<string, FileEntry>, root: string): IndexedFile[] {
  const byPath = new Map<string, { readonly record: IndexedFile; readonly where: string }>();
  for (const manifest of manifests) {
    for (const row of manifest.rows) {
      const where = `row ${row.number} of ${manifest.path}`;
      const record = recordOf(manifest, row, where, entries, root);
      const earlier = byPath.get(record.path);
      if (!earlier) byPath.set(record.path, { record, where });
      else if (contradicts(earlier.record, record)) {
        const fault = `expected one label, side and group for a file, but ${earlier.where} and ${where} differ`;
        byPath.set(record.path, { record: { ...earlier.record, fault: earlier.record.fault ?? fault }, where: earlier.where });
      }
    }
  }
  return [...byPath.values()].map(({ record }) => record);
}

/** About how many images a manifest names, told from its first rows. */
export function estimateImages(manifest: Manifest, entries: ReadonlyMap<string, FileEntry>, root: string): number {
  const rows = manifest.rows.slice(0, 1000);
  const usable = recordsOf([{ ...manifest, rows }], entries, root).filter(({ fault }) => fault === null).length;
  return rows.length === 0 ? 0 : (usable / rows.length) * manifest.rows.length;
}

function recordOf(manifest: Manifest, row: CsvRow, where: string, entries: ReadonlyMap<string, FileEntry>, root: string): IndexedFile {
  const value = (column: Column): string => row.fields[manifest.places[column]]?.trim() ?? '';
  const bare = { label: null, group: null, side: null, sizeBytes: 0, modifiedMs: 0, shape: null, dtype: null, hash: null, mask: null };
  const rowAlone = (fault: string): IndexedFile => ({ ...bare, path: `${manifest.path} (row ${row.number})`, fault });
  if (row.problem !== null) return rowAlone(`expected a readable ${where}, but ${row.problem}`);
  if (row.fields.length !== manifest.width) return rowAlone(`expected ${manifest.width} fields in ${where}, but found ${row.fields.length}`);
  const written = value('path');
  if (written === '') return rowAlone(`expected a path in ${where}, but found nothing`);
  const path = pathMeant(written, manifest, root);
  if (path === null) return rowAlone(`expected a file inside the dataset's folder, but ${where} names one outside`);
  const entry = entryMeant(path, entries);
  const side = value('side');
  const label = value('label');
  return {
    ...bare,
    path: entry?.path ?? path,
    label: label === '' ? null : label,
    group: value('group') === '' ? null : value('group'),
    side: side === '' ? manifest.side : sideNamed(side),
    sizeBytes: entry?.sizeBytes ?? 0,
    modifiedMs: entry?.modifiedMs ?? 0,
    fault: faultOf(entry, label, side, where),
  };
}

function faultOf(entry: FileEntry | undefined, label: string, side: string, where: string): string | null {
  if (!entry) return `expected the file that ${where} names, but it is not there`;
  if (entry.fault !== null) return entry.fault;
  if (label === '') return `expected a label in ${where}, but found nothing`;
  if (side !== '' && sideNamed(side) === null) return `expected train, val or test in ${where}, but found ${JSON.stringify(side)}`;
  return null;
}

/** A written path relative to the dataset's folder; null if it leads outside. */
function pathMeant(written: string, manifest: Manifest, root: string): string | null {
  const path = isAbsolute(written) ? relative(root, written).split(sep).join('/') : posix.join(posix.dirname(manifest.path), written);
  return path === '..' || path.startsWith('../') || isAbsolute(path) ? null : path;
}

/** The file at a path whose extension may be left out and whose folders may be parted as on Windows. */
function entryMeant(path: string, entries: ReadonlyMap<string, FileEntry>): FileEntry | undefined {
  const exact = entries.get(path);
  if (exact) return exact;
  const spellings = [path, posix.normalize(path.replaceAll('\\', '/'))];
  const found = spellings.flatMap((each) => ['', '.png', '.jpg', '.jpeg'].map((extension) => entries.get(each + extension)));
  return found.find((entry) => entry !== undefined);
}

function contradicts(a: IndexedFile, b: IndexedFile): boolean {
  return a.label !== b.label || a.side !== b.side || a.group !== b.group;
}
