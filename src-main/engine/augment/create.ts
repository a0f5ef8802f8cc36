import type { Sample } from '../../../src-shared/domain/sample.ts';
import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import { random } from '../../../src-shared/lib/random.ts';
import type { Purpose } from '../../../src-shared/lib/random.ts';
import type { TransformSpec } from '../../../src-shared/schema/experiment.ts';
import { NO_CODE } from '../user-code.ts';
import type { UserCode } from '../user-code.ts';
import { compose } from './compose.ts';
import type { Drawn } from './compose.ts';
import { customTransform } from './custom-transform.ts';
import { contrast } from './intensity/contrast.ts';
import { sometimes } from './sometimes.ts';
import { mirror } from './spatial/mirror.ts';
import { rotate } from './spatial/rotate.ts';
import type { Transform } from './transform.ts';

/** The transforms of an experiment with their chance. */
export interface Augment {
  /** What happens to the sample at a position of an epoch's order; the same wherever and whenever it is asked. */
  draw(sample: Sample, epoch: number, position: number): Drawn;
  apply(sample: Sample, drawn: Drawn): Sample;
  /** "mirror axis 1 · rotate 8.2°"; "unchanged" where nothing was drawn. */
  describe(drawn: Drawn): string;
  /** Draws and applies. */
  change(sample: Sample, epoch: number, position: number): Sample;
}

/** @param purpose `preview` gives draws that no training makes. */
export function createAugment(specs: readonly TransformSpec[], seed: number, purpose: Purpose = 'augment', code: UserCode = NO_CODE): Augment {
  const all = compose(specs.map((spec) => sometimes(createTransform(spec, code), spec.probability)));
  const draw = (sample: Sample, epoch: number, position: number) => all.draw(sample, random(seed, purpose, epoch, position));
  return {
    draw,
    apply: (sample, drawn) => all.apply(sample, drawn),
    describe: (drawn) => all.describe(drawn) || 'unchanged',
    change: (sample, epoch, position) => all.apply(sample, draw(sample, epoch, position)),
  };
}

export function createTransform(spec: TransformSpec, code: UserCode = NO_CODE): Transform<unknown> {
  switch (spec.kind) {
    case 'mirror':
      return mirror(spec.axes);
    case 'rotate':
      return rotate(spec.degrees);
    case 'contrast':
      return contrast(spec.range);
    case 'custom':
      return customTransform(spec, code);
    default:
      return assertNever(spec);
  }
}
