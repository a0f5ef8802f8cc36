import { join } from 'node:path';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { readInput } from '../../files/read-input.ts';
import { findLogged, runSummary } from '../../store/runs.request.ts';
import type { Store } from '../../store/start.ts';

/**
 * The voxels of a logged volume, a byte each.
 *
 * @throws BadInput if no volume was logged there, or its file cannot be read.
 */
export async function readLoggedVolume(store: Store, question: { readonly runId: string; readonly tag: string; readonly step: number }): Promise<{ readonly shape: readonly number[]; readonly voxels: Uint8Array }> {
  const item = (await store.call(findLogged, question))?.item;
  if (item?.type !== 'volume') throw new BadInput(`expected a volume under ${question.tag} at step ${question.step}, but found ${item?.type ?? 'nothing'}`);
  const { folder } = await store.call(runSummary, question);
  const { image } = await readInput({ path: join(folder, item.file), slices: null });
  const scale = item.high > item.low ? 255 / (item.high - item.low) : 0;
  // Clamps to 0 … 255, rounds, and turns NaN into 0.
  const bytes = Uint8ClampedArray.from(image.data, (value) => (value - item.low) * scale);
  return { shape: item.shape, voxels: new Uint8Array(bytes.buffer) };
}
