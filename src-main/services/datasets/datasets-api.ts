import { realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import type { DatasetsApi } from '../../../src-shared/api/datasets.ts';
import type { DatasetSummary } from '../../../src-shared/domain/dataset.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { foldersOf, namedFolders } from '../../../src-shared/lib/dataset-folders.ts';
import type { SplitSpec } from '../../../src-shared/schema/experiment.ts';
import { joinFolders, movePart, partsIn } from '../../files/joined-folder.ts';
import { chooseLayout, datasetDetail, datasetSummary, insertDataset, listDatasets, moveDataset, removeDataset, renameDataset, restoreDataset } from '../../store/datasets.request.ts';
import { listDuplicates, listFaults, listSamples } from '../../store/samples.request.ts';
import type { Core } from '../core.ts';
import { isBelow } from '../training/output-folder.ts';
import { followsFile } from '../training/split-file.ts';
import type { SplitTable, SplitTables } from '../training/split-tables.ts';
import { withParts } from './find-dataset.ts';
import { previewGroups } from './preview-groups.ts';
import type { IndexQueue } from './index-queue.ts';
import { expectContents, movedPart } from './relink.ts';

/** Letters of a name that the app gives. */
const MOST_NAME = 120;

export function datasetsApi({ store, handles, parts, indexer }: Core, indexes: IndexQueue, tables: SplitTables): DatasetsApi {
  const summaryOf = async (datasetId: string): Promise<DatasetSummary> => withParts(parts.joined, await store.call(datasetSummary, { datasetId }));

  const add = async (folder: string, name: string): Promise<DatasetSummary> => {
    const { dataset } = await store.call(insertDataset, { name, folder });
    if (dataset.status !== 'ready') await indexes.begin(dataset.id, { join: true });
    return summaryOf(dataset.id);
  };

  return {
    list: async () => (await store.call(listDatasets, null)).map((each) => withParts(parts.joined, each)),
    get: async ({ datasetId }) => withParts(parts.joined, await store.call(datasetDetail, { datasetId })),
    add: async ({ folderId }) => {
      const folder = await real(handles.path(folderId));
      return add(folder, basename(folder) || folder);
    },
    join: async ({ datasetId, folderIds }) => {
      const first = datasetId === undefined ? [] : foldersOf(namedFolders(await summaryOf(datasetId)));
      const folders = await Promise.all([...first, ...folderIds.map((folderId) => handles.path(folderId))].map(real));
      if (folders.length < 2) throw new BadInput('expected two folders or more, but found one', { help: 'Add it as a dataset of its own.' });
      return add(joinFolders(parts.joined, folders), folders.map((folder) => basename(folder) || folder).join(' + ').slice(0, MOST_NAME));
    },
    addDemo: async () => {
      await indexer.demo(parts.demo);
      return add(await real(parts.demo), 'Demo');
    },
    missing: async () => {
      const datasets = (await store.call(listDatasets, null)).map((each) => withParts(parts.joined, each));
      const folders = datasets.map((each) => foldersOf(namedFolders(each)));
      const there = await indexer.areThere(folders.flat());
      const gone = new Set(folders.flat().filter((_, i) => there[i] === false));
      return datasets.map(({ id }, i) => ({ datasetId: id, folders: (folders[i] ?? []).filter((folder) => gone.has(folder)) })).filter((each) => each.folders.length > 0);
    },
    relink: async ({ datasetId, folderId }) => {
      const folder = await real(handles.path(folderId));
      const { folder: joined } = await store.call(datasetSummary, { datasetId });
      // A folder of links that is not ours is the user's, and not written to.
      const pieces = partsIn(parts.joined, joined);
      const part = pieces && (await movedPart({ store, indexer }, datasetId, pieces, folder));
      if (!part) await expectContents({ store, indexer }, datasetId, folder);
      await indexes.cancel(datasetId);
      if (part) movePart(joined, part, folder);
      else await store.call(moveDataset, { datasetId, folder });
      await indexes.begin(datasetId);
      return summaryOf(datasetId);
    },
    rename: async ({ datasetId, name }) => void (await store.call(renameDataset, { datasetId, name })),
    setLayout: async ({ datasetId, layout, manifest, reading }) => {
      await indexes.cancel(datasetId);
      await store.call(chooseLayout, { datasetId, layout, manifest: manifest ?? null, reading });
      await indexes.begin(datasetId);
    },
    reindex: ({ datasetId }) => indexes.begin(datasetId, { join: true }),
    cancelIndex: ({ datasetId, ownOnly }) => indexes.cancel(datasetId, { ownOnly }),
    remove: async ({ datasetId }) => {
      await indexes.cancel(datasetId);
      await store.call(removeDataset, { datasetId });
    },
    restore: async ({ datasetId }) => void (await store.call(restoreDataset, { datasetId })),
    samples: (question) => store.call(listSamples, question),
    faults: (question) => store.call(listFaults, question),
    duplicates: (question) => store.call(listDuplicates, question),
    previewGroups: ({ datasetId, pattern }) => previewGroups(store, datasetId, pattern),
    splitLeaks: async ({ datasetId, split }) => tables.leaks(expectOpen(await tables.get(datasetId), split), split),
    splitCounts: async ({ datasetId, split }) => tables.counts(expectOpen(await tables.get(datasetId), split), split),
  };
}

/** Files elsewhere are opened by experiments, whose folders the user has opened to the app. */
function expectOpen(table: SplitTable, split: SplitSpec): SplitTable {
  const { file } = split;
  if (!followsFile(split) || (file !== null && isBelow(file, [table.dataset.folder]))) return table;
  throw new BadInput(`expected a file of sides in ${table.dataset.folder}, but found ${file ?? 'none'}`, { help: 'Name it in an experiment, where it may lie elsewhere.' });
}

/** Links are followed, so that a folder is one dataset whichever way it was reached. */
async function real(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (cause) {
    throw new BadInput(`expected a folder at ${path}, but found none`, { cause, help: 'Check that its drive is connected.' });
  }
}
