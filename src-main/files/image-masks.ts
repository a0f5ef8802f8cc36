import { IMAGE_FOLDERS, MASK_FOLDERS } from './class-folders.ts';
import { withoutExtension } from './indexed-file.ts';
import type { IndexedFile } from './indexed-file.ts';
import { patientOf } from './patient-name.ts';
import type { FileEntry } from './file-entry.ts';
import { sideOf } from './side-name.ts';

/** Images and the masks of the same names, found by folders (`images/`, `masks/`) or by endings (`7_mask.png`). */
export interface Pairs {
  /** Images with their masks, in the order of the images' paths. */
  readonly pairs: readonly Pair[];
  /** Images without a mask, except those that nobody expects one of (`imagesTs/`). */
  readonly alone: readonly string[];
  readonly masksAlone: readonly string[];
  /** Images that nobody expects a mask of. */
  readonly unlabelled: readonly string[];
  /** Names that two images or two masks share, with all of their paths. */
  readonly ambiguous: readonly (readonly string[])[];
}

export interface Pair {
  readonly image: string;
  readonly mask: string;
  /** Further channels of the image in files of their own, in the order of their numbers. */
  readonly further: readonly string[];
}

/** What a file beside the images calls the numbers in masks. */
export interface MaskNames {
  /** Of that file, relative to the dataset's folder. */
  readonly path: string;
  /** By the number in masks. */
  readonly names: Readonly<Record<string, string>>;
}

/** Ends of names that tell a mask from its image, and those that images may have instead. */
export const MASK_ENDING = /(^|[-_. ])(masks?|seg|segmentations?|labels?|labelmap|annotations?|gt|groundtruth|ground_truth)$/i;
const IMAGE_ENDING = /(^|[-_. ])(img|image|im|scan)$/i;
/** In the path of every mask, and of few other files. */
const MAY_BE_MASK = /mask|seg|label|annotation|gt|ground/i;
/** nnU-Net numbers the channels of an image. */
const CHANNEL_ENDING = /_0000$/;
const FURTHER_CHANNEL = /_\d{4}$/;

interface Role {
  readonly kind: 'image' | 'mask';
  /** The same for an image and its mask. */
  readonly name: string;
}

/** Whether a path, or a part of one, may be a mask's: most folders hold none, and a million paths would be sorted and taken apart for nothing. */
export function mayBeMask(path: string): boolean {
  return MAY_BE_MASK.test(path);
}

/**
 * Pairs images with masks by their paths alone; null unless most masks have an
 * image and there are about as many of both.
 */
export function findPairs(paths: readonly string[]): Pairs | null {
  const images = new Map<string, string[]>();
  const masks = new Map<string, string[]>();
  for (const path of [...paths].sort()) {
    const { kind, name } = roleOf(path);
    const names = kind === 'image' ? images : masks;
    names.set(name, [...(names.get(name) ?? []), path]);
  }
  if (masks.size === 0) return null;
  const found = { pairs: [] as Pair[], alone: [] as string[], unlabelled: [] as string[], ambiguous: [] as string[][] };
  const further = furtherChannels(images, masks);
  for (const [name, [image = '', ...others]] of images) {
    const [mask, ...otherMasks] = masks.get(name) ?? [];
    if (mask === undefined && further.has(name.replace(FURTHER_CHANNEL, ''))) continue;
    if (mask === undefined) (isUnlabelled(image) ? found.unlabelled : found.alone).push(image, ...others);
    else if (others.length > 0 || otherMasks.length > 0) found.ambiguous.push([image, ...others, mask, ...otherMasks]);
    else found.pairs.push({ image, mask, further: further.get(name) ?? [] });
  }
  const masksAlone = [...masks].filter(([name]) => !images.has(name)).flatMap(([, each]) => each);
  const paired = found.pairs.length;
  return paired > 0 && paired >= masksAlone.length && 4 * paired >= found.alone.length ? { ...found, masksAlone } : null;
}

/** The images without a mask of their own that are further channels of a case (`c_0001` beside `c_0000` and the mask `c`), by its name. */
function furtherChannels(images: ReadonlyMap<string, readonly string[]>, masks: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, readonly string[]> {
  const further = new Map<string, string[]>();
  for (const [name, paths] of images) {
    const ofCase = name.replace(FURTHER_CHANNEL, '');
    const [first = ''] = images.get(ofCase) ?? [];
    if (ofCase === name || masks.has(name) || !masks.has(ofCase) || !CHANNEL_ENDING.test(withoutExtension(first))) continue;
    further.set(ofCase, [...(further.get(ofCase) ?? []), ...paths]);
  }
  return further;
}

/** Image or mask, by the innermost folder that says so, else by the end of the name. */
function roleOf(path: string): Role {
  const parts = path.split('/');
  const stem = withoutExtension(parts.pop() ?? '').replace(CHANNEL_ENDING, '');
  const at = parts.findLastIndex((part) => IMAGE_FOLDERS.includes(part.toLowerCase()) || MASK_FOLDERS.includes(part.toLowerCase()));
  const bare = stem.replace(MASK_ENDING, '').replace(IMAGE_ENDING, '');
  if (at === -1) return { kind: MASK_ENDING.test(stem) ? 'mask' : 'image', name: [...parts, bare].join('/') };
  const isMask = MASK_FOLDERS.includes((parts[at] as string).toLowerCase());
  return { kind: isMask ? 'mask' : 'image', name: [...parts.toSpliced(at, 1, setOf(parts[at] as string)), bare].join('/') };
}

/** What `imagesTr` and `labelsTr` have in common, and `imagesTs` has not. */
function setOf(folder: string): string {
  return /t[rs]$/i.exec(folder)?.[0].toLowerCase() ?? '';
}

/** nnU-Net's and the Decathlon's test images. */
function isUnlabelled(path: string): boolean {
  return path.split('/').some((part) => part.toLowerCase() === 'imagests');
}

/** "270 images have a mask of the same name: in images/ and masks/." */
export function pairsInWords({ pairs, alone, masksAlone, unlabelled, ambiguous }: Pairs, decathlon: MaskNames | null): string {
  const [first] = pairs;
  const example = first ? `, such as ${first.image} and ${first.mask}` : '';
  const named = decathlon ? ` ${decathlon.path} names ${Object.values(decathlon.names).join(', ')}.` : '';
  const faults = alone.length + masksAlone.length + ambiguous.flat().length;
  const without = faults === 0 ? '' : ` Files without a partner: ${count(faults)}.`;
  const most = pairs.reduce((largest, { further }) => Math.max(largest, 1 + further.length), 1);
  const several = most === 1 ? '' : ` Images of ${most} channels, each in a file of its own, such as ${first?.image} and ${first?.further[0] ?? '…'}.`;
  const left = unlabelled.length === 0 ? '' : ` Images to be predicted, which are left out: ${count(unlabelled.length)}.`;
  return `${count(pairs.length)} ${pairs.length === 1 ? 'image has a mask' : 'images have masks'} of the same name${example}.${named}${without}${several}${left}`;
}

/** One record for each pair, and one with its reason for each file that is in none. */
export function recordsOfPairs({ pairs, alone, masksAlone, ambiguous }: Pairs, entries: ReadonlyMap<string, FileEntry>): readonly IndexedFile[] {
  const [first] = pairs;
  const example = first ? ` as ${first.image} has ${first.mask}` : '';
  const most = pairs.reduce((largest, { further }) => Math.max(largest, 1 + further.length), 1);
  const faulty = (path: string, fault: string): IndexedFile => ({ ...bare(path, entries), fault, mask: null });
  return [
    ...pairs.map(({ image, mask, further }): IndexedFile => {
      const { sizeBytes, modifiedMs, fault } = entryOf(mask, entries);
      const parts = further.map((path) => ({ array: 'image', path, sizeBytes: entryOf(path, entries).sizeBytes, modifiedMs: entryOf(path, entries).modifiedMs, hash: null }));
      return {
        ...bare(image, entries),
        fault: entryOf(image, entries).fault ?? fault ?? (further.length + 1 < most ? `expected ${most} channels as in other cases, but found ${further.length + 1}` : null),
        mask: { path: mask, sizeBytes, modifiedMs, hash: null, values: null },
        ...(parts.length > 0 && { parts }),
      };
    }),
    ...alone.map((path) => faulty(path, `expected a mask of its name,${example}, but found none`)),
    ...masksAlone.map((path) => faulty(path, `expected the image of this mask,${example}, but found none`)),
    ...ambiguous.flatMap((paths) => paths.map((path) => faulty(path, `expected one image and one mask of a name, but found ${paths.join(', ')}`))),
  ];
}

function bare(path: string, entries: ReadonlyMap<string, FileEntry>): Omit<IndexedFile, 'fault' | 'mask'> {
  const { sizeBytes, modifiedMs } = entryOf(path, entries);
  return { path, label: null, group: patientOf(path), side: sideOf(path), sizeBytes, modifiedMs, shape: null, dtype: null, hash: null };
}

function entryOf(path: string, entries: ReadonlyMap<string, FileEntry>): FileEntry {
  return entries.get(path) ?? { path, sizeBytes: 0, modifiedMs: 0, fault: 'expected it where it was found, but it is not there' };
}

function count(number: number): string {
  return number.toLocaleString('en');
}
