import { join } from 'node:path';
import { knownRunFolder } from '../../store/runs.request.ts';
import type { Store } from '../../store/start.ts';
import { isBelow } from '../training/output-folder.ts';

/**
 * Whether a path is the folder of a run in the list, of a checkpoint of it or of
 * the model.json in that, wherever the run lies: it was opened when the run was
 * made or taken into the list. A link that leads out of the folder is not.
 */
export async function isOfKnownRun(store: Store, path: string): Promise<boolean> {
  const folder = await store.call(knownRunFolder, { folders: [path, join(path, '../..'), join(path, '../../..')] });
  return folder !== null && isBelow(path, [folder]);
}
