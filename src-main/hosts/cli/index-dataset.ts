import type { DatasetDetail, DatasetSummary, IndexProgress } from '../../../src-shared/domain/dataset.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { spanInWords } from '../../../src-shared/lib/time-words.ts';
import type { Layout } from '../../../src-shared/schema/kinds.ts';
import type { Reading } from '../../../src-shared/schema/reading.ts';
import type { Services } from '../../services/contract.ts';
import { onInterrupt } from './interrupts.ts';
import { EXIT } from './io.ts';
import type { Io } from './io.ts';

export interface IndexWish {
  readonly layout: Layout | 'auto';
  readonly manifest: string | null;
  readonly reading: Reading;
}

/** The index was given up on request: what it has read is kept. */
export class IndexInterrupted extends Error {}

/**
 * Indexes a folder, or reads what has changed in one that was indexed before.
 *
 * @param paths of one folder, or of several that are one dataset.
 * @param wish how labels are to be told from the files; null leaves a dataset as it is.
 * @throws BadInput if it cannot be indexed (no dataset is left of a folder that was none before), IndexInterrupted after Ctrl-C.
 */
export async function indexDataset(services: Services, paths: readonly string[], wish: IndexWish | null, io: Io): Promise<DatasetDetail> {
  const { datasets } = services.api;
  const known = new Set((await datasets.list()).map(({ id }) => id));
  const folderIds = paths.map((path) => services.folder(path).folderId);
  const added = folderIds.length > 1 ? await datasets.join({ folderIds }) : await datasets.add({ folderId: folderIds[0] ?? '' });
  if (wish !== null && differs(added, wish)) await datasets.setLayout({ datasetId: added.id, layout: wish.layout, ...(wish.manifest !== null && { manifest: wish.manifest }), reading: wish.reading });
  else if (added.status !== 'indexing') await datasets.reindex({ datasetId: added.id });
  const { dataset, interrupted } = await endOfReading(services, added.id, io);
  if (dataset.status === 'ready') return dataset;
  if (interrupted) throw new IndexInterrupted(`stopped after ${dataset.files} files; delira index ${paths.join(' ')} goes on from there`);
  // What was not a dataset before and cannot be one is none after.
  if (dataset.status === 'failed' && dataset.samples === 0 && !known.has(added.id)) await datasets.remove({ datasetId: added.id });
  throw new BadInput(dataset.message ?? `expected an index of ${paths.join(' and ')}, but it was ${dataset.status}`);
}

/** The dataset once nobody reads it any more: another command may begin where this one ends. */
async function endOfReading(services: Services, datasetId: string, io: Io): Promise<{ readonly dataset: DatasetDetail; readonly interrupted: boolean }> {
  for (;;) {
    const interrupted = await watchReading(services, datasetId, io);
    const dataset = await services.api.datasets.get({ datasetId });
    if (interrupted || dataset.status !== 'indexing') return { dataset, interrupted };
  }
}

function differs({ layout }: DatasetSummary, wish: IndexWish): boolean {
  const { targets, files, groupPattern, pixels } = wish.reading;
  if (pixels === true && layout?.pixels !== true) return true;
  if ((files !== undefined && JSON.stringify(files) !== JSON.stringify(layout?.files)) || (groupPattern !== undefined && groupPattern !== layout?.groupPattern)) return true;
  return (wish.layout !== 'auto' && wish.layout !== layout?.layout) || (wish.manifest !== null && wish.manifest !== layout?.manifest) || (targets !== undefined && targets.join() !== layout?.targets?.join());
}

/** Shows how a dataset is read, to its end; what another command reads goes on when this one is interrupted. @returns whether it was. */
export async function watchReading(services: Services, datasetId: string, io: Io): Promise<boolean> {
  let interrupted = false;
  const stop = new AbortController();
  const release = onInterrupt({
    first: () => {
      interrupted = true;
      services.api.datasets.cancelIndex({ datasetId, ownOnly: true }).catch((error: unknown) => io.note(String(error))).finally(() => stop.abort());
    },
    second: () => process.exit(EXIT.interrupted),
  });
  try {
    for await (const progress of services.watchIndex(datasetId, stop.signal)) io.status(progressWords(progress));
  } finally {
    release();
    io.status('');
  }
  return interrupted;
}

const PASSES: Readonly<Record<IndexProgress['pass'], string>> = { scan: 'looking for images', header: 'reading sizes', hash: 'reading contents' };

function progressWords({ pass, done, total, filesPerSecond, secondsLeft }: IndexProgress): string {
  const left = secondsLeft === null ? '' : `  ${spanInWords(secondsLeft * 1000)} left`;
  return `${PASSES[pass]}: ${done}${total === null ? '' : ` of ${total}`}  ${Math.round(filesPerSecond)} files/s${left}`;
}
