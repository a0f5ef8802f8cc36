import type { DatasetSummary, IndexPass, IndexProgress } from '../../../src-shared/domain/dataset.ts';
import { leftInWords } from '../../../src-shared/lib/time-words.ts';
import { plural } from '../../components/words.ts';

const PASSES: Readonly<Record<IndexPass, string>> = { scan: 'Finding files', header: 'Reading headers', hash: 'Hashing contents' };
const WHOLE = new Intl.NumberFormat('en');

/** "Reading headers: 41,200 of 70,000 · 9 s left" */
export function progressInWords({ pass, done, total, secondsLeft }: IndexProgress): string {
  const count = total === null ? WHOLE.format(done) : `${WHOLE.format(done)} of ${WHOLE.format(total)}`;
  return [`${PASSES[pass]}: ${count}`, leftInWords(secondsLeft)].filter((each) => each !== null).join(' · ');
}

/** What a network could learn from the images: "10 classes", "2 numbers each", "no labels"; empty while that is not known yet. */
export function labelsInWords({ classes, layout, status }: Pick<DatasetSummary, 'classes' | 'layout' | 'status'>): string {
  const numbers = layout?.targets?.length ?? 0;
  if (classes.length > 0) return plural(classes.length, 'class', 'classes');
  if (numbers > 0) return `${plural(numbers, 'number')} each`;
  return status === 'ready' ? 'no labels' : '';
}

/** What a reader is told of a dataset that is not ready, with the word on the button that helps; null for one that is. */
export function standing({ status, message, samples, files }: Pick<DatasetSummary, 'status' | 'message' | 'samples' | 'files'>): { readonly text: string; readonly action: string } | null {
  if (status === 'cancelled') return { text: 'The index was cancelled: what was read so far is kept.', action: 'Go on' };
  if (status === 'failed') return { text: message ?? 'The index failed.', action: 'Try again' };
  if (status === 'ready' && samples === 0) {
    return { text: files === 0 ? 'No images were found in this folder.' : 'No file of this folder could be read as an image.', action: 'Look again' };
  }
  return null;
}
