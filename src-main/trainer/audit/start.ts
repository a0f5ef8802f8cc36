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
 */
export function checkStart(run: RunFile, split: SplitFile): AuditCheck {
  const from = run.start?.from ?? run.spec.startFrom ?? '';
  const common = { name: 'start', numbers: {}, examples: [] } as const;
  const { found, gone } = ancestors(run);
  const [first] = found;
  if (gone !== null) return { ...common, passed: false, text: `Start: the run that the weights of ${gone} are of is not there any more, so what they were trained on cannot be told.` };
  if (!first) return { ...common, passed: true, text: `Start: nothing tells what the weights of ${from} were trained on.` };
  const held = [...split.val.map((sample) => ({ side: 'val', sample })), ...split.test.map((sample) => ({ side: 'test', sample }))];
  const trainedOn = found.flatMap((each) => each.split.train);
  const known = new Map(trainedOn.map((sample) => [sample.key, sample]));
  const groups = new Set(found.flatMap((each) => groupsOf(each, run)));
  const images = held.filter(({ sample }) => known.has(sample.key));
  const sharedGroups = new Set(held.flatMap(({ sample: { group } }) => (group !== null && groups.has(group) ? [group] : [])));
  const passed = images.length === 0 && sharedGroups.size === 0;
  const others = found.length === 1 ? '' : ` and ${count(found.length - 1, 'run')} before it`;
  const shared = [...(images.length > 0 ? [count(images.length, 'image')] : []), ...(sharedGroups.size > 0 ? [count(sharedGroups.size, 'group')] : [])].join(' and ');
  return {
    name: 'start',
    passed,
    text: `Start: "${first.run.name}"${others}, with whose weights it began, was trained on ${passed ? 'no image and no group' : shared} of the ${count(held.length, 'image')} that it is held against.`,
    numbers: { runs: found.length, trainedOn: known.size, held: held.length, images: images.length, groups: sharedGroups.size },
    examples: exampleOf(images.length > 0 ? images : held.filter(({ sample: { group } }) => group !== null && sharedGroups.has(group))),
  };
}

function exampleOf(held: readonly { readonly side: string; readonly sample: SplitSample }[]): string[] {
  return held.slice(0, EXAMPLES).map(({ side, sample }) => `${side}: ${nameOf(sample)}`);
}

/** The run that it started from, the one that this started from, and so on; and the weights whose run is not there any more. */
function ancestors(run: RunFile): { readonly found: readonly RunDefinition[]; readonly gone: string | null } {
  const found: RunDefinition[] = [];
  const seen = new Set([run.id]);
  for (let each = run; each.start && each.spec.startFrom !== null; ) {
    const folder = runOfStart(each.spec.startFrom);
    if (folder === null) return { found, gone: isOfRun(each.start.from) ? each.start.from : null };
    const parent = placed(folder);
    if (seen.has(parent.run.id)) break;
    seen.add(parent.run.id);
    found.push(parent);
    each = parent.run;
  }
  return { found, gone: null };
}

/** As `findStart` calls the checkpoint of a run, or a place in one. */
function isOfRun(from: string): boolean {
  return /^epoch-\d+\S* of /.test(from) || /[\\/]checkpoints[\\/]/.test(from);
}

/** With the groups by their names; of a run from another data folder by what stands for them, for its key is not known here. */
function placed(folder: string): RunDefinition {
  const { run, split } = readRunAsItIs(folder);
  try {
    return { run, split: withPlaces(folder, split) };
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    return { run, split };
  }
}

/** Names of groups mean the same in one dataset; of others, only those that were made of a patient's number. */
function groupsOf({ run, split }: RunDefinition, { dataset }: RunFile): readonly string[] {
  const isSame = run.dataset.folder === dataset.folder || (run.dataset.id !== null && run.dataset.id === dataset.id);
  return split.train.flatMap(({ group }) => (group !== null && (isSame || isKeyed(group)) ? [group] : []));
}
