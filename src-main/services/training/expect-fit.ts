import type { Core } from '../core.ts';
import type { Planned } from './plan.ts';
import type { SplitTables } from './split-tables.ts';

/**
 * Has a trainer make a first batch and the network of a run that names layers,
 * weights or code of the user's, before there is a run: only then is known
 * whether the network has them, and whether the code can be loaded and called.
 *
 * @throws BadInput where not.
 */
export async function expectFit({ calls, parts }: Pick<Core, 'calls' | 'parts'>, tables: SplitTables, { plan, table, code }: Planned): Promise<void> {
  const { spec, classes, split } = plan;
  if (spec.startFrom === null && spec.training.layers.length === 0 && code.length === 0) return;
  const samples = await tables.samples(table, spec.split, 'train', spec.loader.batchSize);
  const files = code.map(({ from, sha256 }) => ({ from, at: from, sha256 }));
  await calls('fit', { spec, folder: table.dataset.folder, classes, maskValues: table.maskValues, samples, counts: split, output: spec.output ?? parts.runs, code: files });
}
