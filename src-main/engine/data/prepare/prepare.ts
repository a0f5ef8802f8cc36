import type { DenseArray } from '../../../../src-shared/domain/array.ts';
import type { Sample } from '../../../../src-shared/domain/sample.ts';
import { assertNever } from '../../../../src-shared/lib/assert-never.ts';
import { BadInput } from '../../../../src-shared/lib/bad-input.ts';
import type { PrepareStep } from '../../../../src-shared/schema/experiment.ts';
import { floatImage, isFloat, moveSample, rawImageOf, spatialOf, withImage } from '../image.ts';
import type { FloatImage } from '../image.ts';
import { toChannels } from './channels.ts';
import { clipPercentiles } from './clip.ts';
import { normaliseCt } from './ct.ts';
import { turnArray, turnTo, turnedGeometry } from './orient.ts';
import { padTo } from './pad.ts';
import { placedGeometry } from './placed.ts';
import { extremes, stretch } from './range.ts';
import { resampleLabels, resampleValues, resampledGeometry, resampling } from './resample.ts';
import { resizeLinear, resizeNearest } from './resize.ts';
import { spanOfType } from './span.ts';
import type { Span } from './span.ts';
import { zScore } from './z-score.ts';

/** Labels of this value count for nothing, neither in losses nor in metrics. */
export const IGNORED = -1;

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
      return withImage(sample, zScore(image, step.over));
    case 'pad':
      return moveSample(
        sample,
        (array) => padTo(array, step.size, 0),
        (labels) => padTo(labels, step.size, IGNORED),
      );
    case 'orient':
      return orient(sample, step);
    case 'resample':
      return resample(sample, step);
    case 'clip':
      return withImage(sample, clipPercentiles(image, step.percentiles));
    case 'ct':
      return withImage(sample, normaliseCt(image, step.statistics));
    default:
      return assertNever(step);
  }
}

function orient(sample: Sample, { frame }: Extract<PrepareStep, { kind: 'orient' }>): Sample {
  const geometry = placedGeometry(sample);
  const turn = turnTo(frame, geometry);
  const turned = moveSample(sample, (array) => turnArray(array, turn), (labels) => turnArray(labels, turn));
  return { ...turned, geometry: turnedGeometry(geometry, spatialOf(rawImageOf(sample)), turn) };
}

const ORDERS = { nearest: 0, linear: 1, cubic: 3 } as const;

function resample(sample: Sample, { spacingMm, interpolation, labels, separate }: Extract<PrepareStep, { kind: 'resample' }>): Sample {
  const geometry = placedGeometry(sample);
  const lengths = spatialOf(rawImageOf(sample));
  const how = resampling(lengths, geometry.spacingMm, spacingMm, separate);
  if (how.lengths.join() === lengths.join()) return sample;
  const resampled = moveSample(sample, (array) => resampleValues(array, how, ORDERS[interpolation]), (array) => resampleLabels(array, how, ORDERS[labels]));
  return { ...resampled, geometry: resampledGeometry(geometry, lengths, how.lengths) };
}

/** What the span of the file's type has become; after a z-score it is another one for each image. */
function spanAfter(step: PrepareStep, span: Span | null): Span | null {
  switch (step.kind) {
    case 'range':
      return [step.low, step.high];
    case 'z-score':
    case 'ct':
      return null;
    case 'resize':
    case 'channels':
    case 'pad':
    case 'orient':
    case 'resample':
    case 'clip':
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
