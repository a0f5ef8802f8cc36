import type { PredictedImage, PredictionSummary } from '../../../src-shared/domain/prediction.ts';
import { plural } from '../../components/words.ts';

/** "12 of 40 images, 2 of them failed". */
export function progressInWords({ files, done, failed }: Pick<PredictionSummary, 'files' | 'done' | 'failed'>): string {
  if (files === null) return 'looking for images';
  const all = done + failed === files ? plural(files, 'image') : `${(done + failed).toLocaleString('en')} of ${plural(files, 'image')}`;
  return failed === 0 ? all : `${all}, ${failed.toLocaleString('en')} of them failed`;
}

/** How much is done, 0 to 1; of an image at work the part that is. */
export function shareDone({ files, done, failed, part }: Pick<PredictionSummary, 'files' | 'done' | 'failed' | 'part'>): number {
  return files === null || files === 0 ? 0 : Math.min(1, (done + failed + part) / files);
}

/** What an image became: "normal · 0.93", "Anterior 1.82 ml, Posterior 1.5 ml". */
export function answerInWords({ class: name, probabilities, values, pixels, shape, millilitres }: PredictedImage): string {
  if (name !== null) return `${name} · ${(probabilities?.[name] ?? 0).toFixed(2)}`;
  if (values) return amounts(values, '');
  return amounts(withoutFirst(millilitres ?? pixels ?? {}), millilitres ? ' ml' : shape?.length === 3 ? ' voxels' : ' px');
}

/** The background is what nobody asks for. */
function withoutFirst(counts: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(counts).slice(1));
}

function amounts(values: Readonly<Record<string, number>>, unit: string): string {
  return Object.entries(values).map(([name, value]) => `${name} ${Number(value.toPrecision(3)).toLocaleString('en')}${unit}`).join(', ');
}

/** "hippocampus fold 1 and 2 others". */
export function runsInWords(runs: PredictionSummary['runs']): string {
  const [first, ...others] = runs;
  return others.length === 0 ? (first?.name ?? '') : `${first?.name ?? ''} and ${plural(others.length, 'other')}`;
}

export const STATUS_WORDS = { running: 'predicting', finished: 'finished', stopped: 'stopped', failed: 'failed', interrupted: 'interrupted' } as const;
