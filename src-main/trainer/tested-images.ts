import type { TestedElsewhere } from '../../src-shared/domain/run.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { readMaskCode, withIgnored } from '../../src-shared/lib/mask-classes.ts';
import type { SplitSample } from '../../src-shared/schema/run-file.ts';
import type { OtherImages, TestInput } from './calls.ts';
import type { RunDefinition } from './read-run.ts';
import { withAliases } from './sealed-split.ts';

/** What a checkpoint is tested on. */
export interface TestedImages {
  readonly folder: string;
  /** The numbers that stand for the run's classes in these masks; null where images have classes. */
  readonly maskValues: readonly number[] | null;
  /** Labels are the run's. */
  readonly samples: readonly SplitSample[];
  /** Null for the run's own test side. */
  readonly elsewhere: TestedElsewhere | null;
}

/** @throws BadInput if there is nothing to test on, or it has a class that the run does not know. */
export function testedImages({ folder, images }: Pick<TestInput, 'folder' | 'images'>, definition: RunDefinition): TestedImages {
  return images ? otherImages(images, definition) : ownTestSide(folder, definition);
}

function ownTestSide(runFolder: string, { run, split }: RunDefinition): TestedImages {
  if (split.test.length > 0) return { folder: run.dataset.folder, maskValues: run.maskValues ?? null, samples: split.test, elsewhere: null };
  throw new BadInput(`expected a test side in ${runFolder}, but its split has none`, {
    help: 'Test it on another folder, or set images aside with split.test, or name a test side in the data, and train anew.',
  });
}

function otherImages(images: OtherImages, { run, split }: RunDefinition): TestedImages {
  const { name, folder } = images;
  if (images.samples.length === 0) {
    throw new BadInput(`expected labelled images in ${folder} to test on, but found none`, { help: 'Put them into a folder for each class, or name their labels in a manifest.' });
  }
  if (!images.maskValues !== !run.maskValues) {
    throw new BadInput(`expected ${run.maskValues ? 'images with masks' : 'images with classes'} in ${folder}, as the run was trained on, but found ${run.maskValues ? 'images with classes' : 'images with masks'}`);
  }
  const samples = run.maskValues ? images.samples : withLabelsOf(run.classes, images);
  const among = (side: readonly SplitSample[]) => {
    const keys = new Set(side.map(({ key }) => key));
    return samples.filter(({ key }) => keys.has(key)).length;
  };
  const known = { train: among(split.train), val: among(split.val), test: among(split.test) };
  return { folder, maskValues: run.maskValues ? valuesOf(run.classes, run.maskValues, images) : null, samples: withAliases(samples), elsewhere: { name, folder, samples: samples.length, known } };
}

/**
 * The numbers that stand for the run's classes, told by their names; a class
 * that no mask shows has none. Numbers that the data give no name are those of
 * the run.
 */
function valuesOf(classes: readonly string[], code: readonly number[], { folder, classes: names, maskValues }: OtherImages): readonly number[] {
  const { values: own } = readMaskCode(code);
  const { values, ignored } = readMaskCode(maskValues ?? []);
  const places = names.map((name, i) => (classes.includes(name) ? classes.indexOf(name) : isUnnamed(name) ? own.indexOf(values[i] ?? Number.NaN) : -1));
  const strange = names.find((_, i) => places[i] === -1);
  if (strange !== undefined) throw new BadInput(`expected masks of the classes that the run was trained on (${classes.join(', ')}), but found "${strange}" in ${folder}`);
  return withIgnored(classes.map((_, label) => values[places.indexOf(label)] ?? Number.NaN), ignored);
}

/** Whether a class is called after its number: see `maskClasses`. */
function isUnnamed(name: string): boolean {
  return name === 'foreground' || /^label -?\d+$/.test(name);
}

/** The same samples with the run's class numbers, told by the names of the classes; the run may have more. */
function withLabelsOf(classes: readonly string[], { folder, classes: names, samples }: OtherImages): readonly SplitSample[] {
  const labels = names.map((name) => classes.indexOf(name));
  return samples.map((sample) => {
    const label = labels[sample.label] ?? -1;
    if (label >= 0) return { ...sample, label };
    throw new BadInput(`expected the classes that the run was trained on (${classes.join(', ')}), but found "${names[sample.label] ?? sample.label}" in ${folder}`, {
      help: "Name the classes as the run's are, or leave the others out.",
    });
  });
}
