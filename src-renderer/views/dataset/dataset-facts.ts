import type { DatasetDetail } from '../../../src-shared/domain/dataset.ts';
import { bytesInWords } from '../../../src-shared/lib/size-words.ts';
import { shareInWords } from '../../components/words.ts';

export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
}

const WHOLE = new Intl.NumberFormat('en');
const MOST_SHAPES = 8;
const CHANNELS: Readonly<Record<number, string>> = { 1: 'grey', 2: 'grey with opacity', 3: 'RGB', 4: 'RGBA' };

/** "1024 × 896, grey": height first, as everywhere. */
export function shapeInWords(shape: readonly number[]): string {
  const [height = 0, width = 0, channels = 1] = shape;
  return `${height} × ${width}, ${CHANNELS[channels] ?? `${channels} channels`}`;
}

/** The sizes of a dataset, commonest first, with what is left over as one row. */
export function shapeFacts({ shapes }: Pick<DatasetDetail, 'shapes'>): readonly Fact[] {
  const total = shapes.reduce((sum, { count }) => sum + count, 0);
  const sorted = [...shapes].sort((a, b) => b.count - a.count);
  const shown = sorted.slice(0, MOST_SHAPES).map(({ shape, count }) => ({ name: shapeInWords(shape), value: WHOLE.format(count), note: shareInWords(count, total) }));
  const rest = sorted.slice(MOST_SHAPES);
  if (rest.length === 0) return shown;
  const count = rest.reduce((sum, each) => sum + each.count, 0);
  return [...shown, { name: `${WHOLE.format(rest.length)} more sizes`, value: WHOLE.format(count), note: shareInWords(count, total) }];
}

export function contentFacts({ samples, files, faults, sizeBytes, dtypes, groups, duplicates, hashed }: DatasetDetail): readonly Fact[] {
  return [
    { name: 'Samples', value: WHOLE.format(samples), note: `of ${WHOLE.format(files)} files` },
    { name: 'Faults', value: WHOLE.format(faults) },
    { name: 'Size on disk', value: bytesInWords(sizeBytes) },
    { name: 'Pixel types', value: dtypes.map(({ dtype, count }) => (dtypes.length > 1 ? `${dtype} ${shareInWords(count, samples)}` : dtype)).join(', ') || 'not read yet' },
    { name: 'Groups', value: groups === 0 ? 'none named' : WHOLE.format(groups), ...(groups === 0 ? {} : { note: 'kept on one side of a split' }) },
    duplicateFact(duplicates, hashed, samples),
  ];
}

function duplicateFact(duplicates: number, hashed: number, samples: number): Fact {
  if (hashed < samples) return { name: 'Duplicates', value: `${WHOLE.format(duplicates)} so far`, note: `${shareInWords(hashed, samples)} compared` };
  return { name: 'Duplicates', value: WHOLE.format(duplicates), ...(duplicates === 0 ? {} : { note: 'equal pictures stay on one side' }) };
}
