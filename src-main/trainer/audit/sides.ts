import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { AuditCheck } from '../../../src-shared/domain/audit.ts';
import { SIDES } from '../../../src-shared/domain/sample.ts';
import type { Side } from '../../../src-shared/domain/sample.ts';
import { nameOf } from '../../../src-shared/lib/alias.ts';
import type { RunFile, SplitFile, SplitSample } from '../../../src-shared/schema/run-file.ts';
import { UnreadableSample } from '../../engine/data/dataset.ts';
import { rawImageOf } from '../../engine/data/image.ts';
import { openDataset } from '../../files/open-dataset.ts';

/** Samples that are named for what speaks against a run. */
export const EXAMPLES = 5;

interface Placed {
  readonly side: Side;
  readonly sample: SplitSample;
}

/**
 * No patient and no image stands on two sides, also not one that was saved
 * anew: pixels are compared, not files. And the sides are still those that the
 * run was trained on.
 */
export async function checkSides(run: RunFile, split: SplitFile, isUntouched: boolean): Promise<AuditCheck> {
  const all = SIDES.flatMap((side) => split[side].map((sample): Placed => ({ side, sample })));
  const { pixels, unread } = await pixelsOf(run, all);
  const groups = onSeveralSides(all, ({ sample }) => sample.group);
  const images = onSeveralSides(all, (placed) => pixels.get(placed) ?? placed.sample.key);
  const passed = isUntouched && groups.length === 0 && images.length === 0;
  const parts = [
    `${groups.length === 0 ? 'no group' : count(groups.length, 'group')} and ${images.length === 0 ? 'no image' : count(images.length, 'image')} on two sides, of ${count(all.length, 'image')}`,
    ...(isUntouched ? [] : ['split.json is not the one that the run was created with']),
    ...(unread > 0 ? [`${count(unread, 'image')} could not be read and ${unread === 1 ? 'was' : 'were'} told by their files alone`] : []),
  ];
  return {
    name: 'sides',
    passed,
    text: `Sides: ${parts.join('; ')}.`,
    numbers: { images: all.length, groupsOnTwoSides: groups.length, imagesOnTwoSides: images.length, unread, splitChanged: Number(!isUntouched) },
    examples: [...images, ...groups].slice(0, EXAMPLES).map((placed) => placed.map(({ side, sample }) => `${side}: ${nameOf(sample)}`).join(' = ')),
  };
}

/** A hash of each image's pixels. */
async function pixelsOf({ dataset }: RunFile, all: readonly Placed[]): Promise<{ readonly pixels: ReadonlyMap<Placed, string>; readonly unread: number }> {
  const pixels = new Map<Placed, string>();
  // Masks are left out: the same image under another mask is the same image.
  const data = openDataset(dataset.folder, all.map(({ sample: { key, path, label, group, files } }) => ({ key, path, label, group, ...(files && { files }) })));
  for (const [i, placed] of all.entries()) {
    try {
      const { data: values, shape } = rawImageOf(await data.read(i));
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      pixels.set(placed, createHash('sha256').update(`${values.constructor.name} ${shape.join()} `).update(bytes).digest('hex'));
    } catch (error) {
      if (!(error instanceof UnreadableSample)) throw error;
    }
    await setImmediate();
  }
  return { pixels, unread: all.length - pixels.size };
}

/** One of each side for everything that stands on several. */
function onSeveralSides(all: readonly Placed[], shared: (placed: Placed) => string | null): readonly (readonly Placed[])[] {
  const named = all.filter((placed) => shared(placed) !== null);
  return [...Map.groupBy(named, shared).values()].flatMap((same) => {
    const perSide = [...Map.groupBy(same, ({ side }) => side).values()].flatMap((each) => each[0] ?? []);
    return perSide.length > 1 ? [perSide] : [];
  });
}

export function count(number: number, what: string): string {
  return `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`;
}
