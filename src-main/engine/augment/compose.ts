import type { Transform } from './transform.ts';

/** What was drawn for each transform of a list, in order. */
export type Drawn = readonly unknown[];

/** One transform after the other; everything is drawn before anything is changed. */
export function compose(transforms: readonly Transform<unknown>[]): Transform<Drawn> {
  return {
    name: transforms.map(({ name }) => name).join(' · '),
    draw: (sample, random) => transforms.map((transform) => transform.draw(sample, random)),
    apply: (sample, drawn) => transforms.reduce((changed, transform, i) => transform.apply(changed, drawn[i]), sample),
    describe: (drawn) =>
      transforms
        .map((transform, i) => transform.describe(drawn[i]))
        .filter((words) => words !== '')
        .join(' · '),
  };
}
