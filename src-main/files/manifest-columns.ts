import { numberIn } from './numbers.ts';
import type { Table } from './table.ts';

/** Names that a manifest's columns may have, whatever their case. */
const COLUMNS = {
  path: ['path', 'filepath', 'file', 'image', 'filename'],
  label: ['label', 'class', 'target'],
  mask: ['mask', 'mask_path', 'segmentation', 'seg'],
  side: ['split', 'side', 'set'],
  group: ['group', 'patient', 'subject'],
} as const;
export type Column = keyof typeof COLUMNS;

/** A column of numbers that are to be learnt. */
export interface TargetColumn {
  readonly name: string;
  readonly place: number;
}

/** Where each column stands; -1 where it has none. */
export interface ManifestColumns {
  readonly places: Readonly<Record<Column, number>>;
  readonly targets: readonly TargetColumn[];
}

/** Columns that hold numbers to be learnt, if all that stands in them is a number. */
const TARGET_NAME = /^(target|value)s?([-_. ]?\d+)?$/i;

/** So many rows tell what a column holds. */
const LOOKED_AT = 1000;

/**
 * Tells what a table's columns mean by their names, and by what stands in them
 * where a name leaves it open; a sentence that begins with what it lacks if it
 * names no images, or says nothing of them.
 *
 * A column of labels holds masks if it names images, and numbers to be learnt
 * if one of them has a fraction: whole numbers may be classes, of which there
 * can be many.
 *
 * @param wanted names of the columns of numbers that the user wants to be learnt; empty lets the table decide.
 */
export function findColumns(table: Table, wanted: readonly string[], isImage: (name: string) => boolean): ManifestColumns | string {
  const names = table.header.map((field) => field.trim().toLowerCase());
  const place = (column: Column): number => COLUMNS[column].map((name) => names.indexOf(name)).find((each) => each !== -1) ?? -1;
  const places = { path: place('path'), label: place('label'), mask: place('mask'), side: place('side'), group: place('group') };
  if (places.path === -1) return 'no column path';
  const missing = wanted.filter((name) => !names.includes(name.trim().toLowerCase()));
  if (missing.length > 0) return `no column ${missing.join(', ')}`;
  if (wanted.length > 0) return { places: { ...places, mask: -1 }, targets: wanted.map((name) => columnAt(table, names.indexOf(name.trim().toLowerCase()))) };
  if (places.mask === -1 && holds(table, places.label, isImage)) return { places: { ...places, label: -1, mask: places.label }, targets: [] };
  if (places.mask !== -1) return { places, targets: [] };
  if (isContinuous(table, places.label)) return { places: { ...places, label: -1 }, targets: [columnAt(table, places.label)] };
  if (places.label !== -1) return { places, targets: [] };
  const targets = names.flatMap((name, i) => (TARGET_NAME.test(name) && holds(table, i, isNumber) ? [columnAt(table, i)] : []));
  return targets.length > 0 ? { places, targets } : 'no column label, mask or value';
}

function columnAt({ header }: Table, place: number): TargetColumn {
  return { name: header[place]?.trim() ?? '', place };
}

function valuesAt({ rows }: Table, place: number): readonly string[] {
  return rows.slice(0, LOOKED_AT).flatMap(({ fields }) => fields[place]?.trim() || []);
}

function isNumber(text: string): boolean {
  return numberIn(text) !== null;
}

/** Whether all that stands in a column is of a kind, and something does. */
function holds(table: Table, place: number, isOfKind: (text: string) => boolean): boolean {
  const values = place === -1 ? [] : valuesAt(table, place);
  return values.length > 0 && values.every(isOfKind);
}

/** Numbers of which one has a fraction. */
function isContinuous(table: Table, place: number): boolean {
  return holds(table, place, isNumber) && valuesAt(table, place).some((text) => !Number.isInteger(numberIn(text)));
}
