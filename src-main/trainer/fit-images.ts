import type { PrepareStep } from '../../src-shared/schema/experiment.ts';

/**
 * The steps of a run for images from elsewhere, which may be of any size and
 * have colour: what the run never had to settle, because its own images were
 * alike, is settled first. Images that are as those of the run stay as they are;
 * a run that pads says itself what becomes of other sizes.
 *
 * A run of grey images of 28 × 28 that only scales values (`range`) sees a
 * photograph as `channels: 1`, `resize: 28 × 28`, `range`.
 *
 * @param trained [height, width, channels] as the network gets it.
 * @param keepsSize whether images keep their size: windows take masks of any.
 */
export function fitImages(steps: readonly PrepareStep[], trained: readonly number[], keepsSize = false): PrepareStep[] {
  const [height, width, channels] = trained;
  if (trained.length !== 3 || height === undefined || width === undefined) return [...steps];
  const has = (kind: PrepareStep['kind']) => steps.some((step) => step.kind === kind);
  const added: PrepareStep[] = [];
  if (!has('channels') && (channels === 1 || channels === 3)) added.push({ kind: 'channels', count: channels });
  if (!keepsSize && !has('resize') && !has('pad')) added.push({ kind: 'resize', size: [height, width], interpolation: 'linear' });
  return [...added, ...steps];
}
