import type { TestLook, TestedElsewhere } from '../domain/run.ts';

/**
 * Whether a look opened the run's own test side: it was tested itself, or
 * among other images were some that are on it by their content.
 *
 * Whoever tests on the same images in another folder has seen the test side
 * all the same, so that look is counted; images from elsewhere are not.
 */
export function opensTestSide(elsewhere: TestedElsewhere | null): boolean {
  return elsewhere === null || elsewhere.known.test > 0;
}

/** The newest look at the run's own test side: what a run's `test_` values are. */
export function lastOwnLook(looks: readonly TestLook[]): TestLook | null {
  return looks.reduce<TestLook | null>((last, look) => (look.elsewhere === null && (last === null || look.timeMs >= last.timeMs) ? look : last), null);
}

/** "chest-2, 312 images", and how many of them the run knew. */
export function elsewhereInWords({ name, samples, known }: TestedElsewhere): string {
  const seen = [
    ...(known.train === 0 ? [] : [`${known.train} trained on`]),
    ...(known.val === 0 ? [] : [`${known.val} of its validation`]),
    ...(known.test === 0 ? [] : [`${known.test} of its test side`]),
  ];
  return `${name}, ${samples === 1 ? '1 image' : `${samples} images`}${seen.length === 0 ? '' : ` (${seen.join(', ')})`}`;
}
