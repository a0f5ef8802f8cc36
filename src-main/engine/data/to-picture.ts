import type { Picture } from '../../../src-shared/domain/picture.ts';
import { imageSize } from './image.ts';
import type { FloatImage } from './image.ts';
import { extremes } from './prepare/range.ts';
import type { Span } from './prepare/span.ts';

/**
 * An image as pixels for looking at. Values within 0 to 1 are shown as they
 * are, so that brightness can be compared between pictures; any other image is
 * stretched from its smallest to its largest value.
 */
export function toPicture(image: FloatImage): Picture {
  const { height, width, channels } = imageSize(image);
  const [low, high] = shownSpan(extremes(image));
  const shown = channels === 3 || channels === 4 ? channels : 1;
  const factor = high > low ? 255 / (high - low) : 0;
  const data = new Uint8Array(height * width * shown);
  for (let pixel = 0, to = 0; pixel < height * width; pixel++) {
    for (let channel = 0; channel < shown; channel++) {
      data[to++] = Math.round(((image.data[pixel * channels + channel] as number) - low) * factor);
    }
  }
  return { data, height, width, channels: shown };
}

function shownSpan(span: Span): Span {
  return span[0] >= 0 && span[1] <= 1 ? [0, 1] : span;
}
