import type { DrawnMask, ImagesApi } from '../../../src-shared/api/images.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { unpackView } from '../../files/packed-view.ts';
import { listCheckpoints, runSummary } from '../../store/runs.request.ts';
import { findSample } from '../../store/samples.request.ts';
import { Consents } from '../code/consents.ts';
import type { Core } from '../core.ts';
import { LimitedCache } from '../limited-cache.ts';
import { runCode } from '../runs/run-code.ts';
import { imagesOf } from '../training/images-folder.ts';

/** Masks that are kept to be looked at again: some hundred of small volumes, a few of large ones. */
const KEPT_BYTES = 128 * 2 ** 20;

/** A whole body on one core takes its time; who goes on to another case ends it. */
const TIMEOUT_MS = 60 * 60 * 1000;

/** Has runs draw masks of their cases, one at a time: the newest question ends the one before. */
export function maskDrawer({ store, calls, parts }: Core): ImagesApi['drawnMask'] {
  const consents = new Consents(parts.consents);
  const kept = new LimitedCache<DrawnMask>(KEPT_BYTES, { weigh: ({ mask, errors }) => mask.data.byteLength + errors.data.byteLength });
  let current: AbortController | null = null;

  const checkpointOf = async (runId: string, epoch: number) => {
    const all = await store.call(listCheckpoints, { runId });
    const chosen = all.find((each) => each.epoch === epoch) ?? all.find(({ best }) => best) ?? all[0];
    if (chosen) return chosen;
    throw new BadInput('expected a run with a checkpoint to draw the mask with, but its checkpoints are gone');
  };

  return async ({ runId, sampleId, epoch }) => {
    current?.abort(new BadInput('expected to draw one mask at a time, but another case was opened meanwhile'));
    const mine = (current = new AbortController());
    const run = await store.call(runSummary, { runId });
    const { folder, datasetId } = run;
    const found = datasetId === null ? null : await store.call(findSample, { datasetId, sampleId });
    if (found === null) throw new BadInput('expected a sample that is there, but found none of that number', { help: 'Its dataset may have been indexed anew: reload the list.' });
    const checkpoint = await checkpointOf(runId, epoch);
    const { path, hash } = found.sample;
    const key = [runId, checkpoint.name, checkpoint.timeMs, path, hash].join(' ');
    const known = kept.get(key);
    if (known) return known;
    await consents.expect(await runCode(run));
    const { mask, errors } = await calls('mask', { folder, imagesFolder: await imagesOf(store, runId), checkpoint: checkpoint.name, path }, { timeoutMs: TIMEOUT_MS, signal: mine.signal });
    const drawn = { epoch: checkpoint.epoch, mask: unpackView(mask), errors: unpackView(errors) };
    kept.set(key, drawn);
    return drawn;
  };
}
