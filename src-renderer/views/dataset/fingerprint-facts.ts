import type { Fingerprint } from '../../../src-shared/domain/fingerprint.ts';
import type { Intensities } from '../../../src-shared/lib/intensities.ts';
import type { FactRow } from '../../components/fact-row.ts';
import { measureInWords } from '../../components/selection-words.ts';
import { plural, shareInWords } from '../../components/words.ts';

/** The sizes and spacings of a dataset as nnU-Net plans from them; spacings only where files tell them. */
export function fingerprintFacts({ cases, unreadable, shapesAfterCrop, medianShape, medianSpacing, targetSpacing, relativeSizeAfterCrop }: Fingerprint): readonly FactRow[] {
  const along = (axis: number) => shapesAfterCrop.map((shape) => shape[axis] ?? 0);
  const [least, most] = [medianShape.map((_, axis) => extreme(Math.min, along(axis))), medianShape.map((_, axis) => extreme(Math.max, along(axis)))];
  return [
    { name: 'Measured', value: plural(cases - unreadable, 'image'), ...(unreadable > 0 && { note: `${plural(unreadable, 'other')} cannot be read` }) },
    { name: 'Median size', value: inWords(medianShape), ...(inWords(least) !== inWords(most) && { note: `between ${inWords(least)} and ${inWords(most)}` }) },
    { name: 'Not empty', value: shareInWords(relativeSizeAfterCrop, 1), note: 'once borders of 0 are cut off' },
    ...(medianSpacing ? [{ name: 'Median spacing', value: `${inWords(medianSpacing)} mm` }] : []),
    ...(targetSpacing ? [{ name: 'To resample to', value: `${inWords(targetSpacing)} mm` }] : []),
  ];
}

export interface IntensityRow extends Intensities {
  readonly name: string;
}

/** By class where masks mark some, else of all pixels; by channel where there are several. */
export function intensityRows({ classes, foreground }: Fingerprint): readonly IntensityRow[] {
  const named = classes.length > 0 ? classes : [{ label: 'All pixels', channels: foreground }];
  return named.flatMap(({ label, channels }) => channels.map((each, i) => ({ name: channels.length > 1 ? `${label}, channel ${i + 1}` : label, ...each })));
}

const inWords = (sizes: readonly number[]): string => sizes.map(measureInWords).join(' × ');

/** Of as many as there are: too many to be arguments. */
function extreme(of: (one: number, other: number) => number, sizes: readonly number[]): number {
  return sizes.reduce((one, other) => of(one, other), sizes[0] ?? 0);
}
