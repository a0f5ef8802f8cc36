import type { LayoutFinding } from '../../src-shared/domain/dataset.ts';
import type { RowList } from './row-list.ts';

/** A layout and the records that it makes of the files: labels are known, contents not yet. */
export interface Arrangement {
  readonly finding: LayoutFinding;
  readonly records: RowList;
}
