import type { Page } from '../../../../src-shared/api/method.ts';
import type { DatasetDetail, DuplicateSet, Fault, GridCount } from '../../../../src-shared/domain/dataset.ts';
import { SIDES } from '../../../../src-shared/domain/sample.ts';
import { namedFolders } from '../../../../src-shared/lib/dataset-folders.ts';
import type { DatasetFolders } from '../../../../src-shared/lib/dataset-folders.ts';
import { gridInWords } from '../../../../src-shared/lib/grid-words.ts';
import { spanInWords } from '../../../../src-shared/lib/time-words.ts';
import { parseYaml } from '../../../../src-shared/schema/experiment-yaml.ts';
import type { Layout } from '../../../../src-shared/schema/kinds.ts';
import { parse } from '../../../../src-shared/schema/parse.ts';
import { readingSchema } from '../../../../src-shared/schema/reading.ts';
import type { Reading } from '../../../../src-shared/schema/reading.ts';
import type { Context } from '../context.ts';
import { withServices } from '../context.ts';
import { indexDataset } from '../index-dataset.ts';
import { EXIT } from '../io.ts';
import type { ExitCode } from '../io.ts';
import { shellWord } from '../shell-word.ts';
import { table } from '../table.ts';

export interface IndexOptions {
  readonly layout?: Layout | 'auto';
  readonly manifest?: string;
  /** Names of columns, parted by commas. */
  readonly targets?: string;
  /** As YAML. */
  readonly files?: string;
  readonly groupPattern?: string;
  readonly pixels?: boolean;
  readonly name?: string;
}

/** What `index` answers with `--json`. */
export interface IndexReport {
  /** The dataset's id. */
  readonly dataset: string;
  /** For `dataset.folder` of experiments. */
  readonly folder: DatasetFolders;
  readonly layout: Layout | null;
  readonly files: number;
  readonly samples: number;
  /** Files that cannot be read. */
  readonly faults: number;
  readonly classes: Readonly<Record<string, number>>;
  /** What the numbers are called that samples have; left out where they have classes or masks. */
  readonly targets?: readonly string[];
  /** Samples by the side that the folder or the manifest names, `none` where it names none. */
  readonly splits: DatasetDetail['bySide'];
  /** Samples by the type of their values. */
  readonly types: Readonly<Record<string, number>>;
  /** Samples by the size of their voxels in mm along z, y and x, and where columns, rows and slices run to. */
  readonly spacings: readonly GridCount[];
  /** Patients, studies or what else must stay on one side of a split; 0 where none is known. */
  readonly groups: number;
  /** Files by why they cannot be read; of many faults, the first thousand. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly seconds: number;
}

const SHOWN_FAULTS = 10;
const COUNTED_FAULTS = 1000;
const SHOWN_GRIDS = 5;
/** Sets of duplicates that `--json` holds, and those that a person reads. */
const SHOWN_DUPLICATES = 100;
const READ_DUPLICATES = 5;

export async function indexFolder(context: Context, folders: readonly string[], { layout, manifest, name, ...texts }: IndexOptions): Promise<ExitCode> {
  return withServices(context, async (services) => {
    const beganMs = Date.now();
    const reading = readingOf(texts);
    const isLeftOpen = layout === undefined && manifest === undefined && Object.keys(reading).length === 0;
    const wish = isLeftOpen ? null : { layout: layout ?? 'auto', manifest: manifest ?? null, reading };
    const dataset = await indexDataset(services, folders, wish, context.io);
    const seconds = (Date.now() - beganMs) / 1000;
    if (name !== undefined) await services.api.datasets.rename({ datasetId: dataset.id, name });
    const { rows: faults } = await services.api.datasets.faults({ datasetId: dataset.id, offset: 0, limit: COUNTED_FAULTS });
    const duplicates = await services.api.datasets.duplicates({ datasetId: dataset.id, offset: 0, limit: SHOWN_DUPLICATES });
    const shown = faults.slice(0, SHOWN_FAULTS);
    const lines = [summary(dataset, seconds), folders.length > 1 ? `to train on it: ${folders.map((folder) => `--dataset.folder ${shellWord(folder)}`).join(' ')}` : '', classTable(dataset), ...kindLines(dataset), ...duplicateLines(duplicates), ...shown.map(({ path, reason }) => `cannot be read: ${path}: ${reason}`)];
    if (dataset.faults > shown.length) lines.push(`… and ${dataset.faults - shown.length} more`);
    context.io.answer({ ...indexReport(dataset, faults, seconds), duplicates: { sets: duplicates.total, first: duplicates.rows } }, lines.filter((line) => line !== '').join('\n'));
    return EXIT.done;
  });
}

function readingOf({ targets, files, groupPattern, pixels }: Pick<IndexOptions, 'targets' | 'files' | 'groupPattern' | 'pixels'>): Reading {
  const given = {
    ...(targets !== undefined && { targets: targets.split(',') }),
    ...(files !== undefined && { files: parseYaml(files).value }),
    ...(groupPattern !== undefined && { groupPattern }),
    ...(pixels === true && { pixels }),
  };
  return parse(readingSchema, given, 'index');
}

export function indexReport(dataset: DatasetDetail, reasons: readonly Fault[], seconds: number): IndexReport {
  const { id, layout, files, samples, faults, classes, bySide, dtypes, grids, groups } = dataset;
  return {
    dataset: id,
    folder: namedFolders(dataset),
    layout: layout?.layout ?? null,
    files,
    samples,
    faults,
    classes: Object.fromEntries(classes.map(({ label, count }) => [label, count])),
    ...(layout?.targets && { targets: layout.targets }),
    splits: bySide,
    types: Object.fromEntries(dtypes.map(({ dtype, count }) => [dtype, count])),
    spacings: grids,
    groups,
    reasons: countsOf(reasons.map(({ reason }) => reason)),
    seconds: Math.round(seconds * 100) / 100,
  };
}

function countsOf(texts: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const text of texts) counts[text] = (counts[text] ?? 0) + 1;
  return counts;
}

function summary({ name, layout, files, samples, faults }: DatasetDetail, seconds: number): string {
  const counts = `${files} files, ${samples} samples, ${faults} that cannot be read, in ${spanInWords(seconds * 1000)}`;
  return `${name}: ${layout?.reason ?? 'no layout'}\n${counts}`;
}

function duplicateLines({ total, rows }: Page<DuplicateSet>): readonly string[] {
  const lines = rows.slice(0, READ_DUPLICATES).map(({ by, samples, acrossSides }) => `the same ${by}${acrossSides ? ' on several sides' : ''}: ${samples.map(({ path }) => path).join(', ')}`);
  return total > lines.length ? [...lines, `… and ${total - lines.length} more that hold the same`] : lines;
}

/** Empty where there are no classes. */
function classTable({ classes, bySide }: DatasetDetail): string {
  if (classes.length === 0) return '';
  const sides = SIDES.filter((side) => (bySide[side] ?? 0) > 0);
  const rows = classes.map(({ label, count, bySide: counts }) => [label, String(count), ...sides.map((side) => String(counts[side] ?? 0))]);
  return table(['class', 'samples', ...sides], rows);
}

/** "type: int16 180, uint8 80"; of sides, types, spacings and groups those that there are. */
function kindLines({ bySide, dtypes, grids, groups }: DatasetDetail): readonly string[] {
  const sides = SIDES.flatMap((side) => ((bySide[side] ?? 0) > 0 ? [`${side} ${bySide[side]}`] : []));
  const unnamed = sides.length > 0 && bySide.none ? [`none ${bySide.none}`] : [];
  const spacings = grids.slice(0, SHOWN_GRIDS).map((grid) => `${gridInWords(grid)} ${grid.count}`);
  const more = grids.length > SHOWN_GRIDS ? [`${grids.length - SHOWN_GRIDS} others`] : [];
  return [
    ...named('split', [...sides, ...unnamed]),
    ...named('type', dtypes.map(({ dtype, count }) => `${dtype} ${count}`)),
    ...named('spacing', [...spacings, ...more]),
    ...named('groups', groups === 0 ? [] : [String(groups)]),
  ];
}

function named(name: string, values: readonly string[]): readonly string[] {
  return values.length === 0 ? [] : [`${name}: ${values.join(', ')}`];
}
