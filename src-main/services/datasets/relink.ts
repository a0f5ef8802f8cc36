import type { DatasetFolder } from '../../../src-shared/domain/dataset.ts';
import type { SampleRecord } from '../../../src-shared/domain/sample.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import type { Indexer } from '../../files/indexer.ts';
import { isThere } from '../../files/joined-folder.ts';
import type { KnownContent } from '../../files/indexer-protocol.ts';
import { datasetSummary } from '../../store/datasets.request.ts';
import { listSamples } from '../../store/samples.request.ts';
import { knownRows } from '../../store/start.ts';
import type { Store } from '../../store/start.ts';

/** Samples whose contents are held against what was indexed: spread over the whole, so that another version of a dataset is told from it. */
const LOOKED_AT = 20;

/** What is needed to hold files against what was indexed. */
interface Reach {
  readonly store: Store;
  readonly indexer: Indexer;
}

/**
 * Holds a folder against the contents of a dataset, which has moved there.
 *
 * @throws BadInput unless all that is looked at is there as it was indexed.
 */
export async function expectContents({ store, indexer }: Reach, datasetId: string, folder: string): Promise<void> {
  const { name } = await store.call(datasetSummary, { datasetId });
  const samples = await spreadSamples(store, datasetId);
  if (samples.length === 0) {
    throw new BadInput(`expected images of "${name}" whose contents are known, but it was never read to its end`, { help: 'Add the folder as a new dataset.' });
  }
  const problem = othersIn(folder, `"${name}"`, samples, await indexer.compare(folder, samples));
  if (problem) throw problem;
}

/**
 * The part of a joined dataset that has moved to a folder, told by its
 * contents: one of those that are missing, or any where all are there.
 *
 * @returns its name.
 * @throws BadInput unless all of a part that is looked at is there as it was indexed.
 */
export async function movedPart({ store, indexer }: Reach, datasetId: string, parts: readonly DatasetFolder[], folder: string): Promise<string> {
  const missing = parts.filter((part) => !isThere(part.folder));
  const problems: BadInput[] = [];
  for (const part of missing.length > 0 ? missing : parts) {
    const samples = await spreadOfPart(store, datasetId, `${part.name}/`);
    const problem = othersIn(folder, part.folder, samples, await indexer.compare(folder, samples));
    if (problem === null) return part.name;
    problems.push(problem);
  }
  throw problems[0] ?? new BadInput('expected a dataset of several folders, but found none');
}

/** What to say of samples that are not in a folder as they were indexed; null where all are. @param whose they are. */
function othersIn(folder: string, whose: string, samples: readonly KnownContent[], reasons: readonly (string | null)[]): BadInput | null {
  const changed = reasons.findIndex((reason) => reason !== null);
  const help = 'Choose the folder that holds them now; where they have been changed, add it as a new dataset.';
  if (samples.length === 0) return new BadInput(`expected images of ${whose} whose contents are known, but none was read to its end`, { help });
  if (changed === -1) return null;
  const wrong = reasons.filter((reason) => reason !== null).length;
  return new BadInput(`expected the images of ${whose} in ${folder}, but ${wrong} of ${samples.length} that were looked at are others, such as ${samples[changed]?.path}: ${reasons[changed]}`, { help });
}

/** Samples of one part, with their paths in it. */
async function spreadOfPart(store: Store, datasetId: string, start: string): Promise<readonly KnownContent[]> {
  const all: KnownContent[] = [];
  for await (const rows of knownRows(store, datasetId)) {
    for (const { path, hash, files, fault } of rows) {
      if (fault !== null || hash === null || !path.startsWith(start)) continue;
      all.push({ path: path.slice(start.length), key: hash, ...(files && { files: files.map((file) => file.slice(start.length)) }) });
    }
  }
  return all.filter((_, i) => i % Math.ceil(all.length / LOOKED_AT) === 0);
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
