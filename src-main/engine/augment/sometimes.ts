import type { Transform } from './transform.ts';

/** The transform for a share of the samples; the others, for which null is drawn, stay as they are. */
export function sometimes<Parameters>(transform: Transform<Parameters>, probability: number): Transform<Parameters | null> {
  return {
    name: transform.name,
    draw: (sample, random) => (random() < probability ? transform.draw(sample, random) : null),
    apply: (sample, parameters) => (parameters === null ? sample : transform.apply(sample, parameters)),
    describe: (parameters) => (parameters === null ? '' : transform.describe(parameters)),
  };
}
