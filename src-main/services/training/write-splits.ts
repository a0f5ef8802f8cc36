import { namesOf } from '../../../src-shared/lib/split-names.ts';
import type { SideLists } from '../../../src-shared/lib/split-names.ts';
import type { SplitSpec } from '../../../src-shared/schema/experiment.ts';
import type { SplitTable, SplitTables } from './split-tables.ts';

/**
 * The text of a `splits_final.json`: for each fold of a k-fold what is trained
 * on and, as `val`, what the fold is tested on; for any other split its three
 * sides, of which nnU-Net reads the first two.
 */
export async function splitFile(table: SplitTable, split: SplitSpec, tables: Pick<SplitTables, 'paths'>): Promise<{ readonly text: string; readonly folds: number }> {
  const isFolded = split.kind === 'k-fold';
  const folds: SideLists[] = [];
  for (let fold = 1; fold <= (isFolded ? split.folds : 1); fold++) folds.push(await tables.paths(table, isFolded ? { ...split, fold } : split));
  const [first] = folds;
  const names = namesOf(first ? [...first.train, ...first.val, ...first.test] : []);
  const named = (paths: readonly string[]) => paths.map((path) => names.get(path) ?? path).sort();
  const written = folds.map(({ train, val, test }) => (isFolded ? { train: named([...train, ...val]), val: named(test) } : { train: named(train), val: named(val), test: named(test) }));
  return { text: `${JSON.stringify(written, null, 4)}\n`, folds: folds.length };
}
