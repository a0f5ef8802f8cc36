import type { RunSort } from '../../../src-shared/api/runs.ts';

/** A column of the table of runs. The first two are always shown: without them a row is no row. */
export interface RunColumn {
  readonly key: ColumnKey;
  readonly title: string;
  /** What the server sorts by; null where it cannot. */
  readonly sort: RunSort['by'] | null;
  /** Of the grid: a width in pixels, or a share of what is left. */
  readonly width: string;
  readonly numeric: boolean;
}

export type ColumnKey = 'status' | 'name' | 'dataset' | 'model' | 'spark' | 'selection' | 'epochs' | 'duration' | 'created' | 'tags' | 'backend' | 'test';

export const RUN_COLUMNS: readonly RunColumn[] = [
  { key: 'status', title: 'Status', sort: 'status', width: '118px', numeric: false },
  { key: 'name', title: 'Name', sort: 'name', width: 'minmax(150px, 5fr)', numeric: false },
  { key: 'dataset', title: 'Dataset', sort: 'dataset', width: 'minmax(96px, 4fr)', numeric: false },
  { key: 'model', title: 'Network', sort: 'model', width: '76px', numeric: false },
  { key: 'spark', title: 'Course', sort: null, width: '84px', numeric: false },
  { key: 'selection', title: 'Best', sort: 'selection', width: '100px', numeric: true },
  { key: 'epochs', title: 'Epochs', sort: 'epochs', width: '72px', numeric: true },
  { key: 'duration', title: 'Duration', sort: 'duration', width: '98px', numeric: true },
  { key: 'created', title: 'Started', sort: 'created', width: '96px', numeric: true },
  { key: 'tags', title: 'Tags', sort: null, width: 'minmax(92px, 3fr)', numeric: false },
  { key: 'backend', title: 'Backend', sort: null, width: '88px', numeric: false },
  { key: 'test', title: 'Test', sort: null, width: '110px', numeric: false },
];

export const ALWAYS_SHOWN: readonly ColumnKey[] = ['status', 'name'];
export const DEFAULT_COLUMNS: readonly ColumnKey[] = ['status', 'name', 'dataset', 'model', 'spark', 'selection', 'epochs', 'duration', 'created', 'tags'];

/** The columns that were remembered, in the table's own order; anything else in the text is left out. */
export function readColumns(remembered: string | null): readonly ColumnKey[] {
  if (remembered === null) return DEFAULT_COLUMNS;
  const names = remembered.split(',');
  return RUN_COLUMNS.map(({ key }) => key).filter((key) => ALWAYS_SHOWN.includes(key) || names.includes(key));
}

export const writeColumns = (columns: readonly ColumnKey[]): string => columns.join(',');

/** A click on a heading: sorts by it, and turned round if it was sorted by already. Text begins with A, numbers and times with the largest. */
export function nextSort(sort: RunSort, by: RunSort['by']): RunSort {
  if (sort.by === by) return { by, descending: !sort.descending };
  return { by, descending: !['name', 'dataset', 'model', 'status'].includes(by) };
}
