import type { TrainingSpec } from '../../../src-shared/schema/experiment.ts';
import type { Side } from '../../../src-shared/domain/sample.ts';
import type { ImageLogged } from '../../../src-shared/domain/train-event.ts';
import type { Picture } from '../../../src-shared/domain/picture.ts';
import type { DenseArray } from '../../../src-shared/domain/array.ts';
import { floatImage, isFloat } from '../data/image.ts';
import type { FloatImage } from '../data/image.ts';
import { toPicture } from '../data/to-picture.ts';
import { sizeOf } from '../loading/form.ts';
import { highest } from '../metrics/highest.ts';
import type { BatchSeen, Callback } from '../training/callback.ts';
import type { LogitMaps } from '../training/run-epoch.ts';
import { maskPictures } from './mask-pictures.ts';

/** Logs the first images of a side, as the network saw them, with their true and predicted class or numbers, or with their masks. @param classes or, where numbers are predicted, their names. */
export function logImages({ everyEpochs, count }: TrainingSpec['logImages'], side: Side, classes: readonly string[]): Callback {
  return {
    name: 'log-images',
    afterBatch: (seen) => {
      if (seen.side !== side || everyEpochs === 0 || seen.epoch % everyEpochs !== 0) return [];
      const wanted = Math.min(seen.batch.size, count - seen.samplesBefore);
      const places = Array.from({ length: Math.max(0, wanted) }, (_, place) => place);
      if (seen.made) return places.flatMap((place) => madePictures(seen, place).map((event) => ({ kind: 'log', event }) as const));
      return places.map((place) => ({ kind: 'log', event: pictureOf(seen, place, classes) }));
    },
  };
}

function pictureOf(seen: BatchSeen, place: number, classes: readonly string[]): ImageLogged {
  const { side, epoch, step, batch, maps, samplesBefore } = seen;
  const image = imageAt(batch.arrays['image'], place);
  const common = { kind: 'image', epoch, step, tag: side, index: samplesBefore + place } as const;
  if (!maps) return { ...common, caption: captionOf(seen, place, classes), picture: toPicture(image) };
  const { picture, dice } = maskPictures(image, labelsAt(batch.arrays['label'], place), predictedAt(maps, place), classes.length);
  const scored = dice === null ? 'no class is there' : `Dice ${dice.toFixed(2)}`;
  return { ...common, caption: `${batch.samples[place]?.path ?? ''}: image, truth; prediction, errors (${scored}${image.shape.length === 4 ? ' in this slice' : ''})`, picture };
}

/** What was made of noise, and an image beside what was made of it. */
function madePictures({ side, epoch, step, batch, made, samplesBefore }: BatchSeen, place: number): ImageLogged[] {
  const common = { kind: 'image', epoch, step, index: samplesBefore + place } as const;
  const shown = (image: FloatImage) => toPicture(floatImage(image.data.map((value) => Math.min(1, Math.max(0, (value + 1) / 2))), image.shape));
  const pictures: ImageLogged[] = [];
  if (made?.generated) pictures.push({ ...common, tag: `${side}-generated`, caption: 'made of noise', picture: shown(imageAt(made.generated, place)) });
  if (made?.reconstruction) {
    const pair = beside(shown(imageAt(batch.arrays['image'], place)), shown(imageAt(made.reconstruction, place)));
    pictures.push({ ...common, tag: `${side}-reconstruction`, caption: `${batch.samples[place]?.path ?? ''}: image, reconstruction`, picture: pair });
  }
  return pictures;
}

/** Pixels between two pictures. */
const GAP = 2;

/** Two pictures of one size next to one another, white between them. */
function beside(left: Picture, right: Picture): Picture {
  const { height, width, channels } = left;
  const whole = 2 * width + GAP;
  const data = new Uint8Array(height * whole * channels).fill(255);
  for (let y = 0; y < height; y++) {
    data.set(left.data.subarray(y * width * channels, (y + 1) * width * channels), y * whole * channels);
    data.set(right.data.subarray(y * width * channels, (y + 1) * width * channels), (y * whole + width + GAP) * channels);
  }
  return { data, height, width: whole, channels };
}

function imageAt(images: DenseArray | undefined, place: number): FloatImage {
  if (!images || !isFloat(images)) throw new Error(`expected float32 images in the batch, but found ${images?.dtype ?? 'none'}`);
  const [, ...shape] = images.shape;
  const size = sizeOf(shape);
  return floatImage(images.data.subarray(place * size, (place + 1) * size), shape);
}

function labelsAt(labels: DenseArray | undefined, place: number): ArrayLike<number> {
  if (!labels) throw new Error('expected labels in the batch, but found none');
  const size = sizeOf(labels.shape.slice(1));
  return labels.data.subarray(place * size, (place + 1) * size);
}

function predictedAt({ logits, lengths, classes }: LogitMaps, place: number): ArrayLike<number> {
  const size = sizeOf(lengths) * classes;
  return highest(logits.subarray(place * size, (place + 1) * size), classes);
}

/** "true: cat, predicted: dog (0.93)" */
function captionOf({ predictions, numbers, batch }: BatchSeen, place: number, classes: readonly string[]): string {
  if (numbers) return classes.map((name, i) => numberCaption(name, numbers.truth[place * numbers.targets + i] ?? Number.NaN, numbers.predicted[place * numbers.targets + i] ?? Number.NaN)).join(', ');
  if (!predictions) return batch.samples[place]?.path ?? '';
  const nameOf = (label: number | undefined) => classes[label ?? -1] ?? 'unknown';
  const confidence = predictions.confidence[place]?.toFixed(2);
  return `true: ${nameOf(predictions.truth[place])}, predicted: ${nameOf(predictions.predicted[place])} (${confidence})`;
}

/** "age: true 61, predicted 58.31" */
function numberCaption(name: string, truth: number, predicted: number): string {
  const words = (value: number) => String(Number(value.toPrecision(4)));
  return `${name}: true ${Number.isNaN(truth) ? 'unknown' : words(truth)}, predicted ${words(predicted)}`;
}
