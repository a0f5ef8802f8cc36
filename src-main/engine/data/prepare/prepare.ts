import type { DenseArray } from '../../../../src-shared/domain/array.ts';
import type { Sample } from '../../../../src-shared/domain/sample.ts';
import { assertNever } from '../../../../src-shared/lib/assert-never.ts';
import { BadInput } from '../../../../src-shared/lib/bad-input.ts';
import type { PrepareStep } from '../../../../src-shared/schema/experiment.ts';
import { floatImage, isFloat, moveSample, rawImageOf, withImage } from '../image.ts';
import type { FloatImage } from '../image.ts';
import { toChannels } from './channels.ts';
import { padTo } from './pad.ts';
import { extremes, stretch } from './range.ts';
import { resizeLinear, resizeNearest } from './resize.ts';
import { spanOfType } from './span.ts';
import type { Span } from './span.ts';
import { zScore } from './z-score.ts';

/** Labels of this value count for nothing, neither in losses nor in metrics. */
const IGNORED = -1;

/**
 * The sample after these steps, its image as float32. Done once per sample and
 * without chance.
 *
 * `range` with `from: type` stretches the whole span of the file's pixel type,
 * 0 to 255 for uint8, also where a resize has made the values fractions
 * before. A second `range` stretches what the first one made of that span.
 */
export function prepareSample(sample: Sample, steps: readonly PrepareStep[]): Sample {
  let prepared = sample;
  let span: Span | null = spanOfType(rawImageOf(sample).dtype);
  for (const step of steps) {
    prepared = prepareStep(prepared, step, span);
    span = spanAfter(step, span);
  }
  return withImage(prepared, asFloat(rawImageOf(prepared)));
}

function prepareStep(sample: Sample, step: PrepareStep, span: Span | null): Sample {
  const image = rawImageOf(sample);
  switch (step.kind) {
    case 'resize': {
      const resize = step.interpolation === 'linear' ? resizeLinear : resizeNearest;
      return moveSample(
        sample,
        (array) => resize(array, step.size),
        (labels) => resizeNearest(labels, step.size),
      );
    }
    case 'channels':
      return withImage(sample, toChannels(image, step.count));
    case 'range':
      return withImage(sample, stretch(image, step.from === 'image' ? extremes(image) : known(span), [step.low, step.high]));
    case 'z-score':
      return withImage(sample, zScore(image));
    case 'pad':
      return moveSample(
        sample,
        (array) => padTo(array, step.size, 0),
        (labels) => padTo(labels, step.size, IGNORED),
      );
    default:
      return assertNever(step);
  }
}

/** What the span of the file's type has become; after a z-score it is another one for each image. */
function spanAfter(step: PrepareStep, span: Span | null): Span | null {
  switch (step.kind) {
    case 'range':
      return [step.low, step.high];
    case 'z-score':
      return null;
    case 'resize':
    case 'channels':
    case 'pad':
      return span;
    default:
      return assertNever(step);
  }
}

function known(span: Span | null): Span {
  if (span) return span;
  throw new BadInput('prepare: expected range with from: image after z-score, but found from: type', {
    help: 'Put range before z-score, or set its from to image.',
  });
}

function asFloat(image: DenseArray): FloatImage {
  return isFloat(image) ? image : floatImage(new Float32Array(image.data), image.shape);
}
