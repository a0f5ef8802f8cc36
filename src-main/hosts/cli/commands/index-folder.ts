import type { ClassCount, DatasetSummary } from '../../../../src-shared/domain/dataset.ts';
import { SIDES } from '../../../../src-shared/domain/sample.ts';
import { spanInWords } from '../../../../src-shared/lib/time-words.ts';
import type { Layout } from '../../../../src-shared/schema/kinds.ts';
import type { Context } from '../context.ts';
import { withServices } from '../context.ts';
import { indexDataset } from '../index-dataset.ts';
import { EXIT } from '../io.ts';
import type { ExitCode } from '../io.ts';
import { table } from '../table.ts';

export interface IndexOptions {
  readonly layout?: Layout | 'auto';
  readonly manifest?: string;
  /** Names of columns, parted by commas. */
  readonly targets?: string;
  readonly name?: string;
}

/** What `index` answers with `--json`. */
export interface IndexReport {
  /** The dataset's id. */
  readonly dataset: string;
  readonly layout: Layout | null;
  readonly files: number;
  readonly samples: number;
  /** Files that cannot be read. */
  readonly faults: number;
  readonly classes: Readonly<Record<string, number>>;
  /** What the numbers are called that samples have; left out where they have classes or masks. */
  readonly targets?: readonly string[];
  /** Samples by the side that the folder or the manifest names, `none` where it names none. */
  readonly splits: Readonly<Partial<Record<Side, number>>>;
  readonly seconds: number;
}

type Side = keyof ClassCount['bySide'];

const SHOWN_FAULTS = 10;

export async function indexFolder(context: Context, folder: string, { layout, manifest, targets, name }: IndexOptions): Promise<ExitCode> {
  return withServices(context, async (services) => {
    const beganMs = Date.now();
    const reading = { ...(targets !== undefined && { targets: targets.split(',').map((column) => column.trim()) }) };
    const isLeftOpen = layout === undefined && manifest === undefined && targets === undefined;
    const wish = isLeftOpen ? null : { layout: layout ?? 'auto', manifest: manifest ?? null, reading };
    const dataset = await indexDataset(services, folder, wish, context.io);
    const seconds = (Date.now() - beganMs) / 1000;
    if (name !== undefined) await services.api.datasets.rename({ datasetId: dataset.id, name });
    const { rows: faults } = await services.api.datasets.faults({ datasetId: dataset.id, offset: 0, limit: SHOWN_FAULTS });
    const lines = [summary(dataset, seconds), classTable(dataset), ...faults.map(({ path, reason }) => `cannot be read: ${path}: ${reason}`)];
    if (dataset.faults > faults.length) lines.push(`… and ${dataset.faults - faults.length} more`);
    context.io.answer(indexReport(dataset, seconds), lines.join('\n'));
    return EXIT.done;
  });
}

export function indexReport({ id, layout, files, samples, faults, classes }: DatasetSummary, seconds: number): IndexReport {
  return {
    dataset: id,
    layout: layout?.layout ?? null,
    files,
    samples,
    faults,
    classes: Object.fromEntries(classes.map(({ label, count }) => [label, count])),
    ...(layout?.targets && { targets: layout.targets }),
    splits: Object.fromEntries(sidesOf(classes).map((side) => [side, sum(classes.map(({ bySide }) => bySide[side] ?? 0))])),
    seconds: Math.round(seconds * 100) / 100,
  };
}

/** Those that hold any sample. */
function sidesOf(classes: readonly ClassCount[]): readonly Side[] {
  return [...SIDES, 'none' as const].filter((side) => classes.some(({ bySide }) => (bySide[side] ?? 0) > 0));
}

function summary({ name, layout, files, samples, faults }: DatasetSummary, seconds: number): string {
  const counts = `${files} files, ${samples} samples, ${faults} that cannot be read, in ${spanInWords(seconds * 1000)}`;
  return `${name}: ${layout?.reason ?? 'no layout'}\n${counts}`;
}

function classTable({ classes }: DatasetSummary): string {
  const sides = sidesOf(classes).filter((side) => side !== 'none');
  const rows = classes.map(({ label, count, bySide }) => [label, String(count), ...sides.map((side) => String(bySide[side] ?? 0))]);
  return table(['class', 'samples', ...sides], rows);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
