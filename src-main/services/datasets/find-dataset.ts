import { realpath } from 'node:fs/promises';
import type { DatasetSummary } from '../../../src-shared/domain/dataset.ts';
import { foldersOf, sameFolders } from '../../../src-shared/lib/dataset-folders.ts';
import type { DatasetFolders } from '../../../src-shared/lib/dataset-folders.ts';
import { partsIn } from '../../files/joined-folder.ts';
import { listDatasets } from '../../store/datasets.request.ts';
import type { Store } from '../../store/start.ts';

/** A dataset with the folders that it is joined of. @param joined where all joined datasets lie. */
export function withParts<Summary extends DatasetSummary>(joined: string, dataset: Summary): Summary {
  const parts = partsIn(joined, dataset.folder);
  return parts ? { ...dataset, parts } : dataset;
}

/**
 * The id of the dataset that an experiment names by its folder, or by all that
 * are joined in it; null if none was added. Folders are compared with links
 * followed, as they are when they are added.
 */
export async function findDataset(store: Store, joined: string, named: DatasetFolders): Promise<string | null> {
  const datasets = (await store.call(listDatasets, null)).map((each) => withParts(joined, each));
  const folders = foldersOf(named);
  const found = datasets.find((each) => isOf(each, folders));
  if (found) return found.id;
  const real = await Promise.all(folders.map((folder) => realpath(folder).catch(() => folder)));
  return datasets.find((each) => isOf(each, real))?.id ?? null;
}

function isOf({ folder, parts = [] }: DatasetSummary, folders: readonly string[]): boolean {
  return folders.length === 1 ? folder === folders[0] : sameFolders(parts.map((part) => part.folder), folders);
}
