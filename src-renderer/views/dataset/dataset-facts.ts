import type { SampleFilter } from '../../../src-shared/api/datasets.ts';
import type { DatasetDetail } from '../../../src-shared/domain/dataset.ts';
import { SIDES } from '../../../src-shared/domain/sample.ts';
import { gridInWords } from '../../../src-shared/lib/grid-words.ts';
import { sizeRangeInWords } from '../../../src-shared/lib/group-sizes.ts';
import { bytesInWords } from '../../../src-shared/lib/size-words.ts';
import type { FactRow } from '../../components/fact-row.ts';
import { plural, shareInWords } from '../../components/words.ts';
import { queryOf } from './sample-address.ts';

const WHOLE = new Intl.NumberFormat('en');
const MOST_SHAPES = 8;
const CHANNELS: Readonly<Record<number, string>> = { 1: 'grey', 2: 'grey with opacity', 3: 'RGB', 4: 'RGBA' };

/** "1024 × 896, grey", or "35 × 51 × 35" of a volume of one value each: slices first, then height, as everywhere. */
export function shapeInWords(shape: readonly number[]): string {
  const channels = shape.at(-1) ?? 1;
  const sides = shape.slice(0, -1).join(' × ');
  if (shape.length === 4) return channels === 1 ? sides : `${sides}, ${channels} channels`;
  return `${sides}, ${CHANNELS[channels] ?? `${channels} channels`}`;
}

/** The address of the samples that fit a filter. */
export const samplesOf = (datasetId: string, filter: SampleFilter): string => `/datasets/${datasetId}/samples?${new URLSearchParams(queryOf(filter))}`;

/** The sizes of a dataset, commonest first, with what is left over as one row. */
export function shapeFacts({ id, shapes }: Pick<DatasetDetail, 'id' | 'shapes'>): readonly FactRow[] {
  const total = shapes.reduce((sum, { count }) => sum + count, 0);
  const sorted = [...shapes].sort((a, b) => b.count - a.count);
  const shown = sorted.slice(0, MOST_SHAPES).map(({ shape, count }) => ({ name: shapeInWords(shape), value: WHOLE.format(count), note: shareInWords(count, total), share: count / total, to: samplesOf(id, { shape: [...shape] }) }));
  const rest = sorted.slice(MOST_SHAPES);
  if (rest.length === 0) return shown;
  const count = rest.reduce((sum, each) => sum + each.count, 0);
  return [...shown, { name: `${WHOLE.format(rest.length)} more sizes`, value: WHOLE.format(count), note: shareInWords(count, total) }];
}

/** The sizes and directions of voxels, commonest first; empty where no file says. */
export function gridFacts({ id, grids }: Pick<DatasetDetail, 'id' | 'grids'>): readonly FactRow[] {
  const total = grids.reduce((sum, { count }) => sum + count, 0);
  const shown = grids.slice(0, MOST_SHAPES).map((grid) => ({ name: gridInWords(grid), value: WHOLE.format(grid.count), note: shareInWords(grid.count, total), share: grid.count / total, to: samplesOf(id, { spacing: [...grid.spacingMm] }) }));
  const rest = grids.slice(MOST_SHAPES);
  if (rest.length === 0) return shown;
  const count = rest.reduce((sum, each) => sum + each.count, 0);
  return [...shown, { name: `${WHOLE.format(rest.length)} more spacings`, value: WHOLE.format(count), note: shareInWords(count, total) }];
}

/** How many groups, such as patients, have how many samples; empty where none are named. */
export function groupFacts({ id, groups, groupSizes }: Pick<DatasetDetail, 'id' | 'groups' | 'groupSizes'>): readonly FactRow[] {
  return groupSizes.map(({ range, groups: count }) => ({ name: sizeRangeInWords(range), value: plural(count, 'group'), note: shareInWords(count, groups), share: count / groups, to: samplesOf(id, { groupSize: [...range] }) }));
}

export function contentFacts({ id, samples, files, faults, sizeBytes, dtypes, groups, duplicates, hashed, classes }: DatasetDetail): readonly FactRow[] {
  const sided = classes.some(({ bySide }) => SIDES.some((side) => (bySide[side] ?? 0) > 0));
  return [
    { name: 'Samples', value: WHOLE.format(samples), note: `of ${WHOLE.format(files)} files` },
    { name: 'Faults', value: WHOLE.format(faults), ...(faults === 0 ? {} : { to: `/datasets/${id}/faults` }) },
    { name: 'Size on disk', value: bytesInWords(sizeBytes) },
    { name: 'Pixel types', value: dtypes.map(({ dtype, count }) => (dtypes.length > 1 ? `${dtype} ${WHOLE.format(count)}` : dtype)).join(', ') || 'not read yet' },
    { name: 'Groups', value: groups === 0 ? 'none named' : WHOLE.format(groups), ...(groups === 0 || sided ? {} : { note: 'kept on one side of a split' }) },
    { ...duplicateFact(duplicates, hashed, samples, sided), ...(duplicates === 0 ? {} : { to: `/datasets/${id}/duplicates` }) },
  ];
}

/** @param sided the data name sides themselves, which may part copies. */
function duplicateFact(duplicates: number, hashed: number, samples: number, sided: boolean): FactRow {
  if (hashed < samples) return { name: 'Duplicates', value: `${WHOLE.format(duplicates)} so far`, note: `${shareInWords(hashed, samples)} compared` };
  return { name: 'Duplicates', value: WHOLE.format(duplicates), ...(duplicates === 0 || sided ? {} : { note: 'equal pictures stay on one side' }) };
}
