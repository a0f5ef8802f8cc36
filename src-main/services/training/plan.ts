import { existsSync } from 'node:fs';
import type { Plan, PlanAnswer } from '../../../src-shared/api/training.ts';
import { batchesPerEpoch, sizesOf } from '../../../src-shared/lib/epoch-size.ts';
import { codeEntries, codePlaces } from '../../../src-shared/lib/code-entries.ts';
import { foldersInWords, foldersOf } from '../../../src-shared/lib/dataset-folders.ts';
import type { DatasetFolders } from '../../../src-shared/lib/dataset-folders.ts';
import { resolveExperiment } from '../../../src-shared/lib/resolve-experiment.ts';
import { taskOf } from '../../../src-shared/lib/task.ts';
import { experimentSchema } from '../../../src-shared/schema/experiment.ts';
import { BadInput, withHelp } from '../../../src-shared/lib/bad-input.ts';
import type { ExperimentSpec } from '../../../src-shared/schema/experiment.ts';
import { check, inWords } from '../../../src-shared/schema/parse.ts';
import type { Problem } from '../../../src-shared/schema/parse.ts';
import type { CodeText } from '../../trainer/launch.ts';
import { findStart } from '../../trainer/launch.ts';
import { collectCode } from '../code/collect.ts';
import { leakProblems } from './leak-problems.ts';
import { isBelow } from './output-folder.ts';
import { planNotes } from './plan-notes.ts';
import { planProblems } from './plan-problems.ts';
import { followsFile } from './split-file.ts';
import { BeingRead } from './split-tables.ts';
import type { SplitTable, SplitTables } from './split-tables.ts';

/** A plan with what its run is made from. */
export interface Planned {
  readonly plan: Plan;
  readonly table: SplitTable;
  /** The user's own code that the spec names; whether it may run is asked before it does. */
  readonly code: readonly CodeText[];
}

export type Planning = { readonly ok: true; readonly planned: Planned } | Extract<PlanAnswer, { readonly ok: false }>;

export interface PlanSources {
  readonly tables: SplitTables;
  /** The id of the dataset that lies in a folder, or is joined of several; null if none was added. */
  findDataset(named: DatasetFolders): Promise<string | null>;
  /** Waits while a dataset is being read, by whichever process. */
  untilRead(datasetId: string): Promise<void>;
  /** What is wrong with a folder for run folders, if anything. @param images the dataset's folder, if it is known. */
  outputProblem(output: string, images: string | null): string | null;
  /** Whether the user has opened a folder around a path to the app. */
  isOpen(path: string): boolean;
  /** Whether a run may begin with what is at a path: a run in the list, or weights that the user has opened. */
  mayStartFrom(path: string): Promise<boolean>;
  /** Where prepared images are kept unless the experiment says otherwise. */
  readonly cacheFolder: string;
}

/** Decides all that a spec leaves open, for the dataset that it names; or tells every reason why it cannot be trained. */
export async function planExperiment(input: unknown, sources: PlanSources): Promise<Planning> {
  const checked = check(experimentSchema, input);
  if (!checked.ok) return checked;
  const spec = checked.value;
  const found = await findTable(spec, sources);
  const output = spec.output === null ? null : sources.outputProblem(spec.output, found.table?.dataset.folder ?? null);
  const code = readCode(spec);
  const problems = [...(output === null ? [] : [{ path: 'output', message: output }]), ...found.problems, ...code.problems];
  if (found.table === null) return { ok: false, problems, reading: found.reading };
  const opening = await openingProblems(spec, found.table, sources);
  if (opening.length > 0) return { ok: false, problems: [...problems, ...opening] };
  const planned = await decide(spec, found.table, code.files, sources);
  const leaks = planned.plan.leaks ? leakProblems(planned.plan.leaks, planned.plan.spec.split) : [];
  const all = [...problems, ...planProblems(spec, planned.plan, found.table), ...leaks];
  return all.length > 0 ? { ok: false, problems: all } : { ok: true, planned };
}

/**
 * As `planExperiment`, once the dataset has been read: another command may begin
 * to read it at any time, as each does before it starts.
 *
 * @throws BadInput that names every problem with its path.
 */
export async function requirePlan(spec: unknown, sources: PlanSources): Promise<Planned> {
  const planning = await planExperiment(spec, sources);
  if (planning.ok) return planning.planned;
  if (planning.reading === undefined) throw new BadInput(`experiment: ${planning.problems.map(inWords).join('; ')}`);
  await sources.untilRead(planning.reading);
  return requirePlan(spec, sources);
}

interface FoundTable {
  readonly table: SplitTable | null;
  readonly problems: readonly Problem[];
  readonly reading?: string;
}

async function findTable({ dataset }: ExperimentSpec, { tables, findDataset }: PlanSources): Promise<FoundTable> {
  const problem = (message: string) => ({ table: null, problems: [{ path: 'dataset.folder', message }] });
  const datasetId = await findDataset(dataset.folder);
  if (datasetId === null) return { table: null, problems: [unknownFolders(dataset.folder)] };
  try {
    return { table: await tables.get(datasetId, dataset), problems: [] };
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    return { ...problem(withHelp(error)), ...(error instanceof BeingRead && { reading: datasetId }) };
  }
}

/** Why folders are no dataset: one is gone, or they were never added as one. */
function unknownFolders(named: DatasetFolders): Problem {
  const [only, ...others] = foldersOf(named);
  if (others.length === 0) return { path: 'dataset.folder', message: `expected the folder of a dataset, but found ${only}: add it to the datasets first` };
  const gone = foldersOf(named).findIndex((folder) => !existsSync(folder));
  if (gone !== -1) return { path: `dataset.folder[${gone}]`, message: `expected a folder at ${foldersOf(named)[gone]}, but found none: connect its disk, or name where it is now` };
  return { path: 'dataset.folder', message: `expected folders that are one dataset, but found ${foldersInWords(named)}: join them on the screen of the datasets first` };
}

/** Reads the user's code, which is never run in a host. */
function readCode(spec: ExperimentSpec): { readonly files: readonly CodeText[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  for (const { path, file } of codePlaces(spec)) {
    try {
      collectCode([file]);
    } catch (error) {
      if (!(error instanceof BadInput)) throw error;
      problems.push({ path, message: withHelp(error) });
    }
  }
  return { files: problems.length > 0 ? [] : collectCode(codeEntries(spec)), problems };
}

/** What is wrong with the other places that a spec names: they are opened before anything can be decided. */
async function openingProblems({ dataset, split, startFrom }: ExperimentSpec, table: SplitTable, { tables, outputProblem, isOpen, mayStartFrom }: PlanSources): Promise<readonly Problem[]> {
  const cache = dataset.cache === 'disk' && dataset.cacheFolder !== null ? outputProblem(dataset.cacheFolder, table.dataset.folder) : null;
  const problems: Problem[] = [...(cache === null ? [] : [{ path: 'dataset.cacheFolder', message: cache }]), ...(startFrom === null ? [] : await startProblems(startFrom, mayStartFrom))];
  if (!followsFile(split)) return problems;
  const problem = (message: string): Problem[] => [...problems, { path: 'split.file', message }];
  if (split.file === null) return problem('expected a file that names the sides, but found none: name one, or choose another kind');
  if (!isOpen(split.file) && !isBelow(split.file, [table.dataset.folder])) return problem(`expected a file in the folder of the images, or below one that you have opened, but found ${split.file}`);
  try {
    const strange = await tables.strangeNames(table, split);
    return strange.length === 0 ? problems : problem(`expected names of images that "${table.dataset.name}" has, but found ${strange.length} that it has not: ${strange.slice(0, 3).join(', ')}${strange.length > 3 ? ', …' : ''}`);
  } catch (error) {
    if (error instanceof BadInput) return problem(withHelp(error));
    throw error;
  }
}

/** Weights are read by the trainer; here only whether they are there. */
async function startProblems(startFrom: string, mayStartFrom: PlanSources['mayStartFrom']): Promise<Problem[]> {
  const problem = (message: string): Problem[] => [{ path: 'startFrom', message }];
  if (!(await mayStartFrom(startFrom))) return problem(`expected a run in the list, or weights below a folder that you have opened, but found ${startFrom}: choose it among the runs or the files`);
  try {
    findStart(startFrom);
    return [];
  } catch (error) {
    if (error instanceof BadInput) return problem(withHelp(error));
    throw error;
  }
}

async function decide(spec: ExperimentSpec, table: SplitTable, code: readonly CodeText[], { tables, cacheFolder }: PlanSources): Promise<Planned> {
  const { dataset, classes } = table;
  const [split, leaks] = [await tables.counts(table, spec.split), table.groups > 0 ? await tables.leaks(table, spec.split) : null];
  const { shapes, dtypes, name, id } = dataset;
  const facts = { name, shapes, volumes: table.volumes, dtypes, sides: table.sides, groups: table.groups, hasValidation: split.val.samples > 0, targets: table.targets };
  const resolved = resolveExperiment({ ...spec, dataset: { ...spec.dataset, files: dataset.layout?.files ?? null, cacheFolder: cacheOf(spec, cacheFolder) } }, facts);
  const batches = batchesPerEpoch(resolved.loader, sizesOf(split.train, taskOf(resolved)));
  const plan = { spec: resolved, datasetId: id, classes, split, ...(leaks && leaks.groups > 0 && { leaks }), stepsPerEpoch: Math.ceil(batches / resolved.training.accumulate) };
  return { plan: { ...plan, notes: [...planNotes(spec, plan, table), ...codeNotes(code)] }, table, code };
}

function codeNotes(code: readonly CodeText[]): readonly string[] {
  return code.length === 0 ? [] : [`Runs code of your own, which is copied into the run: ${code.map(({ from }) => from).join(', ')}.`];
}

/** Null unless prepared images are kept on disk. */
function cacheOf({ dataset }: ExperimentSpec, usual: string): string | null {
  return dataset.cache === 'disk' ? (dataset.cacheFolder ?? usual) : null;
}
