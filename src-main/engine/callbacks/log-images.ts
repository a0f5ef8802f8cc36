import type { TrainingSpec } from '../../../src-shared/schema/experiment.ts';
import type { Side } from '../../../src-shared/domain/sample.ts';
import type { ImageLogged } from '../../../src-shared/domain/train-event.ts';
import { floatImage, isFloat } from '../data/image.ts';
import { toPicture } from '../data/to-picture.ts';
import { sizeOf } from '../loading/form.ts';
import type { BatchSeen, Callback } from '../training/callback.ts';

/** Logs the first images of a side, as the network saw them, with their true and predicted class. */
export function logImages({ everyEpochs, count }: TrainingSpec['logImages'], side: Side, classes: readonly string[]): Callback {
  return {
    name: 'log-images',
    afterBatch: (seen) => {
      if (seen.side !== side || everyEpochs === 0 || seen.epoch % everyEpochs !== 0) return [];
      const wanted = Math.min(seen.batch.size, count - seen.samplesBefore);
      return Array.from({ length: Math.max(0, wanted) }, (_, place) => ({ kind: 'log', event: pictureOf(seen, place, classes) }));
    },
  };
}

function pictureOf(seen: BatchSeen, place: number, classes: readonly string[]): ImageLogged {
  const { side, epoch, step, batch, samplesBefore } = seen;
  const images = batch.arrays['image'];
  if (!images || !isFloat(images)) throw new Error(`expected float32 images in the batch, but found ${images?.dtype ?? 'none'}`);
  const [, ...shape] = images.shape;
  const size = sizeOf(shape);
  const picture = toPicture(floatImage(images.data.subarray(place * size, (place + 1) * size), shape));
  return { kind: 'image', epoch, step, tag: side, index: samplesBefore + place, caption: captionOf(seen, place, classes), picture };
}

/** "true: cat, predicted: dog (0.93)" */
function captionOf({ predictions, batch }: BatchSeen, place: number, classes: readonly string[]): string {
  if (!predictions) return batch.samples[place]?.path ?? '';
  const nameOf = (label: number | undefined) => classes[label ?? -1] ?? 'unknown';
  const confidence = predictions.confidence[place]?.toFixed(2);
  return `true: ${nameOf(predictions.truth[place])}, predicted: ${nameOf(predictions.predicted[place])} (${confidence})`;
}
