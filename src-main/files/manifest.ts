import { isAbsolute, posix, relative, sep } from 'node:path';
import type { MaskRecord, Side } from '../../src-shared/domain/sample.ts';
import type { CsvRow } from './csv.ts';
import { isImageName } from './indexed-file.ts';
import type { IndexedFile } from './indexed-file.ts';
import { findColumns } from './manifest-columns.ts';
import type { Column, ManifestColumns } from './manifest-columns.ts';
import { numberIn } from './numbers.ts';
import type { FileEntry } from './file-entry.ts';
import { sideNamed } from './side-name.ts';
import { readTable } from './table.ts';

/** A table that names images and their labels, their masks, or numbers to be learnt of them. */
export interface Manifest extends ManifestColumns {
  /** Relative to the dataset's folder. */
  readonly path: string;
  /** The side that its name gives to all its rows, as `train.csv` does. */
  readonly side: Side | null;
  /** Fields that each row should have. */
  readonly width: number;
  readonly rows: readonly CsvRow[];
}

/**
 * Reads a table; a sentence that begins with what it lacks if it names no
 * images, or says nothing of them.
 *
 * @param targets names of the columns of numbers that the user wants to be learnt; empty lets the table decide.
 */
export function readManifest(root: string, path: string, targets: readonly string[]): Manifest | string {
  const table = readTable(root, path);
  if (!table) return 'no column path';
  const columns = findColumns(table, targets, isImageName);
  if (typeof columns === 'string') return columns;
  return { path, side: sideNamed(posix.basename(path, posix.extname(path))), ...columns, width: table.header.length, rows: table.rows };
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
  const truth = truthOf(manifest, row, where, entries, root);
  return {
    ...bare,
    path: entry?.path ?? path,
    label: label === '' ? null : label,
    group: value('group') === '' ? null : value('group'),
    side: side === '' ? manifest.side : sideNamed(side),
    sizeBytes: entry?.sizeBytes ?? 0,
    modifiedMs: entry?.modifiedMs ?? 0,
    ...truth.known,
    fault: faultOf(entry, where) ?? truth.fault ?? sideFault(side, where),
  };
}

/** What a row says that is to be learnt of its image, beside a label. */
interface Truth {
  readonly known: Pick<IndexedFile, 'targets'> & Partial<Pick<IndexedFile, 'mask'>>;
  readonly fault: string | null;
}

function truthOf(manifest: Manifest, row: CsvRow, where: string, entries: ReadonlyMap<string, FileEntry>, root: string): Truth {
  const { places, targets } = manifest;
  if (targets.length > 0) return numbersOf(manifest, row, where);
  if (places.mask !== -1) return maskOf(manifest, row.fields[places.mask]?.trim() ?? '', where, entries, root);
  const label = row.fields[places.label]?.trim() ?? '';
  return { known: {}, fault: label === '' ? `expected a label in ${where}, but found nothing` : null };
}

function numbersOf({ targets }: Manifest, { fields }: CsvRow, where: string): Truth {
  const found = targets.map(({ name, place }) => ({ name, text: fields[place]?.trim() ?? '', number: numberIn(fields[place] ?? '') }));
  const wrong = found.find(({ number }) => number === null);
  if (wrong) return { known: {}, fault: `expected a number in column ${wrong.name}, ${where}, but found ${wrong.text === '' ? 'nothing' : JSON.stringify(wrong.text)}` };
  return { known: { targets: found.map(({ number }) => number ?? Number.NaN) }, fault: null };
}

function maskOf(manifest: Manifest, written: string, where: string, entries: ReadonlyMap<string, FileEntry>, root: string): Truth {
  const path = written === '' ? null : pathMeant(written, manifest, root);
  const entry = path === null ? undefined : entryMeant(path, entries);
  if (written === '') return { known: {}, fault: `expected a mask in ${where}, but found nothing` };
  if (!entry) return { known: {}, fault: `expected the mask that ${where} names inside the dataset's folder, but it is not there` };
  const mask: MaskRecord = { path: entry.path, sizeBytes: entry.sizeBytes, modifiedMs: entry.modifiedMs, hash: null, values: null };
  return { known: { mask }, fault: entry.fault };
}

function faultOf(entry: FileEntry | undefined, where: string): string | null {
  return entry ? entry.fault : `expected the file that ${where} names, but it is not there`;
}

function sideFault(side: string, where: string): string | null {
  return side === '' || sideNamed(side) !== null ? null : `expected train, val or test in ${where}, but found ${JSON.stringify(side)}`;
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
  return a.label !== b.label || a.side !== b.side || a.group !== b.group || a.mask?.path !== b.mask?.path || a.targets?.join() !== b.targets?.join();
}
