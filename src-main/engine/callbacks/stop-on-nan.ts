import { parseAlias } from '../../../src-shared/lib/alias.ts';
import { sizeOf } from '../loading/form.ts';
import { IGNORED } from '../metrics/confusion.ts';
import type { BatchSeen, Callback } from '../training/callback.ts';

/** Ends the run at the first loss that is not finite, and names the batch that gave it and, where they can be told, the images in it. */
export function stopOnNan(): Callback {
  return {
    name: 'stop-on-nan',
    afterBatch: (seen) => {
      const loss = seen.values[`${seen.side}_loss`];
      if (loss === undefined || Number.isFinite(loss)) return [];
      const culprits = culpritsOf(seen);
      return [{ kind: 'log', event: naming(seen, loss, culprits) }, { kind: 'fail', message: inWords(seen, loss, culprits) }];
    },
  };
}

const SHOWN = 3;

/**
 * The places of the images that are to blame: those that hold values that are
 * no numbers, else those whose own loss is not finite while that of others is.
 * None where the weights themselves have run away: then every image fails.
 */
function culpritsOf({ batch, predictions }: BatchSeen): readonly number[] {
  const places = [...batch.samples.keys()];
  const image = batch.arrays['image'];
  const size = sizeOf(image?.shape.slice(1) ?? []);
  const broken = places.filter((place) => image?.data.subarray(place * size, (place + 1) * size).some((value) => !Number.isFinite(value)));
  if (broken.length > 0) return broken;
  const failed = places.filter((place) => predictions !== null && !Number.isFinite(predictions.loss[place]) && predictions.truth[place] !== IGNORED);
  return failed.length < places.length ? failed : [];
}

function inWords({ epoch, step, batch }: BatchSeen, loss: number, culprits: readonly number[]): string {
  const found = `expected a finite loss, but found ${loss} in epoch ${epoch} at step ${step}`;
  const all = batch.samples.map(({ path }) => path);
  if (culprits.length === 0) return `${found}, in the batch with ${listed(all)}: divide the learning rate by ten, and look at these images if it happens again${whereNamed(all)}`;
  return `${found}, from ${listed(culprits.map((place) => all[place] ?? ''))} in a batch of ${all.length}: look at these values and at what prepare and augment make of them, or take the images out${whereNamed(all)}`;
}

/** Nobody can look at an alias. */
function whereNamed(names: readonly string[]): string {
  if (!names.some((name) => parseAlias(name) !== null)) return '';
  return ". To learn which files these are, search the samples of the dataset for these names, or run delira show <run> --sample <name>";
}

function listed(paths: readonly string[]): string {
  const more = paths.length - SHOWN;
  return more > 0 ? `${paths.slice(0, SHOWN).join(', ')} and ${more} more` : paths.join(', ');
}

/** The whole batch, one path a line, those to blame marked. */
function naming({ epoch, step, batch }: BatchSeen, loss: number, culprits: readonly number[]) {
  const lines = batch.samples.map(({ path }, place) => (culprits.includes(place) ? `${path} (not finite)` : path));
  return { kind: 'note', epoch, step, text: [`The batch whose loss was ${loss}:`, ...lines].join('\n') } as const;
}
