import type { AuditCheck } from '../../../src-shared/domain/audit.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { nameOf } from '../../../src-shared/lib/alias.ts';
import type { RunFile, SplitFile, SplitSample } from '../../../src-shared/schema/run-file.ts';
import { isKeyed } from '../../files/patient-key.ts';
import { runOfStart } from '../find-start.ts';
import { readRunAsItIs, withPlaces } from '../read-run.ts';
import type { RunDefinition } from '../read-run.ts';
import { EXAMPLES, count } from './sides.ts';

/**
 * What the weights that a run began with were trained on is on neither of the
 * sides that it is held against: no image, told by its file's contents, and no
 * patient. The run that it started from may have started from another in turn.
 * Where groups of the two could not be compared, it does not pass: an unknown
 * patient on both sides is no patient on one.
 */
export function checkStart(run: RunFile, split: SplitFile): AuditCheck {
  const from = run.start?.from ?? run.spec.startFrom ?? '';
  const common = { name: 'start', numbers: {}, examples: [] } as const;
  const { found, lost } = ancestors(run);
  const [first] = found;
  if (lost !== null) return { ...common, passed: false, text: `Start: ${lost}, so what they were trained on cannot be told.` };
  if (!first) return { ...common, passed: true, text: `Start: nothing tells what the weights of ${from} were trained on.` };
  const held = [...split.val.map((sample) => ({ side: 'val', sample })), ...split.test.map((sample) => ({ side: 'test', sample }))];
  const trainedOn = found.flatMap((each) => each.split.train);
  const known = new Map(trainedOn.map((sample) => [sample.key, sample]));
  const groups = new Set(found.flatMap((each) => groupsOf(each, run)));
  const isGrouped = held.some(({ sample: { group } }) => group !== null);
  const untold = found.some((each) => !areComparable(each, run, isGrouped));
  const images = held.filter(({ sample }) => known.has(sample.key));
  const sharedGroups = new Set(held.flatMap(({ sample: { group } }) => (group !== null && groups.has(group) ? [group] : [])));
  const isShared = images.length > 0 || sharedGroups.size > 0;
  const others = found.length === 1 ? '' : ` and ${count(found.length - 1, 'run')} before it`;
  const shared = [...(images.length > 0 ? [count(images.length, 'image')] : []), ...(sharedGroups.size > 0 ? [count(sharedGroups.size, 'group')] : [])].join(' and ');
  return {
    name: 'start',
    passed: !isShared && !untold,
    text: `Start: "${first.run.name}"${others}, with whose weights it began, was trained on ${isShared ? shared : untold ? 'no image' : 'no image and no group'} of the ${count(held.length, 'image')} that it is held against${untold ? '; whether they share groups (patients) cannot be told, for those of both could not be compared' : ''}.`,
    numbers: { runs: found.length, trainedOn: known.size, held: held.length, images: images.length, groups: sharedGroups.size },
    examples: exampleOf(images.length > 0 ? images : held.filter(({ sample: { group } }) => group !== null && sharedGroups.has(group))),
  };
}

function exampleOf(held: readonly { readonly side: string; readonly sample: SplitSample }[]): string[] {
  return held.slice(0, EXAMPLES).map(({ side, sample }) => `${side}: ${nameOf(sample)}`);
}

/** A run that was trained before, and whether its groups have their names. */
interface Ancestor extends RunDefinition {
  readonly isOpened: boolean;
}

/** The run that it started from, the one that this started from, and so on; and why there are no more of them, where some are lost. */
function ancestors(run: RunFile): { readonly found: readonly Ancestor[]; readonly lost: string | null } {
  const found: Ancestor[] = [];
  const seen = new Set([run.id]);
  for (let each = run; each.start && each.spec.startFrom !== null; ) {
    const folder = runOfStart(each.spec.startFrom);
    if (folder === null) return { found, lost: isOfRun(each.start.from) ? `the run that the weights of ${each.start.from} are of is not there any more` : null };
    const parent = placed(folder);
    if (typeof parent === 'string') return { found, lost: `the run at ${folder}, whose weights it began with, cannot be read (${parent})` };
    if (seen.has(parent.run.id)) break;
    seen.add(parent.run.id);
    found.push(parent);
    each = parent.run;
  }
  return { found, lost: null };
}

/** As `findStart` calls the checkpoint of a run, or a place in one. */
function isOfRun(from: string): boolean {
  return /^epoch-\d+\S* of /.test(from) || /[\\/]checkpoints[\\/]/.test(from);
}

/**
 * With the groups by their names; of a run from another data folder by what stands for them, for its key is not known here.
 *
 * @returns in words why it cannot be read, as if it is damaged or of a newer app.
 */
function placed(folder: string): Ancestor | string {
  const asItIs = orWhyNot(() => readRunAsItIs(folder));
  if (typeof asItIs === 'string') return asItIs;
  const { run, split } = asItIs;
  const opened = orWhyNot(() => withPlaces(folder, split));
  return typeof opened === 'string' ? { run, split, isOpened: false } : { run, split: opened, isOpened: true };
}

function orWhyNot<Value extends object>(read: () => Value): Value | string {
  try {
    return read();
  } catch (error) {
    if (error instanceof BadInput) return error.message;
    throw error;
  }
}

/** Whether each group that a run was trained on would be known again among those that another is held against; where only one of both has groups, nothing is. */
function areComparable(ancestor: Ancestor, run: RunFile, isGrouped: boolean): boolean {
  const grouped = ancestor.split.train.filter(({ group }) => group !== null).length;
  if (grouped === 0 || !isGrouped) return (grouped > 0) === isGrouped;
  return groupsOf(ancestor, run).length === grouped;
}

/** Names of groups mean the same in one dataset; of others, only those that were made of a patient's number. */
function groupsOf({ run, split, isOpened }: Ancestor, { dataset }: RunFile): readonly string[] {
  if (!isOpened) return [];
  const isSame = run.dataset.folder === dataset.folder || (run.dataset.id !== null && run.dataset.id === dataset.id);
  return split.train.flatMap(({ group }) => (group !== null && (isSame || isKeyed(group)) ? [group] : []));
}
