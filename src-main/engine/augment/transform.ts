import type { Sample } from '../../../src-shared/domain/sample.ts';
import type { Random } from '../../../src-shared/lib/random.ts';

/**
 * A random change of samples, in two parts: what was drawn, as plain data, and
 * what it does. So a change can be repeated, shown and told in words.
 */
export interface Transform<Parameters> {
  readonly name: string;
  draw(sample: Sample, random: Random): Parameters;
  /** The changed sample; the one given is left as it was. */
  apply(sample: Sample, parameters: Parameters): Sample;
  /** What was drawn, in words: "rotate 8.2°". Empty where nothing is changed. */
  describe(parameters: Parameters): string;
}
