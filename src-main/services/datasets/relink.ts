import type { SampleRecord } from '../../../src-shared/domain/sample.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import type { Indexer } from '../../files/indexer.ts';
import type { KnownContent } from '../../files/indexer-protocol.ts';
import { datasetSummary } from '../../store/datasets.request.ts';
import { listSamples } from '../../store/samples.request.ts';
import type { Store } from '../../store/start.ts';

/** Samples whose contents are held against what was indexed: spread over the whole, so that another version of a dataset is told from it. */
const LOOKED_AT = 20;

/**
 * Holds a folder against the contents of a dataset, which has moved there.
 *
 * @throws BadInput unless all that is looked at is there as it was indexed.
 */
export async function expectContents({ store, indexer }: { readonly store: Store; readonly indexer: Indexer }, datasetId: string, folder: string): Promise<void> {
  const { name } = await store.call(datasetSummary, { datasetId });
  const samples = await spreadSamples(store, datasetId);
  if (samples.length === 0) {
    throw new BadInput(`expected images of "${name}" whose contents are known, but it was never read to its end`, { help: 'Add the folder as a new dataset.' });
  }
  const reasons = await indexer.compare(folder, samples);
  const changed = reasons.findIndex((reason) => reason !== null);
  if (changed === -1) return;
  const wrong = reasons.filter((reason) => reason !== null).length;
  throw new BadInput(`expected the images of "${name}" in ${folder}, but ${wrong} of ${samples.length} that were looked at are others, such as ${samples[changed]?.path}: ${reasons[changed]}`, {
    help: 'Choose the folder that holds them now; where they have been changed, add it as a new dataset.',
  });
}

async function spreadSamples(store: Store, datasetId: string): Promise<readonly KnownContent[]> {
  const page = (offset: number, limit: number) => store.call(listSamples, { datasetId, filter: { faulty: false }, offset, limit });
  const { total } = await page(0, 1);
  const places = new Set(Array.from({ length: LOOKED_AT }, (_, i) => Math.floor((i * total) / LOOKED_AT)));
  const found: KnownContent[] = [];
  for (const place of places) found.push(...(await page(place, 1)).rows.flatMap(contentOf));
  return found;
}

function contentOf({ path, hash, files }: SampleRecord): readonly KnownContent[] {
  return hash === null ? [] : [{ path, key: hash, ...(files && { files: [...files] }) }];
}
