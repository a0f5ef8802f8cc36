import { posix } from 'node:path';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import type { Layout } from '../../src-shared/schema/kinds.ts';
import type { Reading } from '../../src-shared/schema/reading.ts';
import { groupByPattern } from '../../src-shared/lib/group-pattern.ts';
import type { Arrangement } from './arrangement.ts';
import { areMasks, findClassFolders, listOf, placeIn } from './class-folders.ts';
import type { ClassFolders, Placement } from './class-folders.ts';
import { findDecathlon } from './decathlon.ts';
import { areMostlySeries, findSeries, recordsOfSeries, seriesInWords } from './dicom-series.ts';
import type { SeriesFinding } from './dicom-series.ts';
import { entriesIn, isEntry, onlyNamed } from './file-list.ts';
import type { FileList, FolderFiles } from './file-list.ts';
import { findPairs, pairsInWords, recordsOfPairs } from './image-masks.ts';
import type { MaskNames, Pairs } from './image-masks.ts';
import { findNumberedImages, numberedInWords, recordsOfNumbered, targetNames } from './image-targets.ts';
import type { NumberedImages } from './image-targets.ts';
import { isImageName } from './indexed-file.ts';
import type { IndexedFile } from './indexed-file.ts';
import { partsOf } from './joined-folder.ts';
import { arrangeParts } from './joined-layout.ts';
import { estimateImages, readManifest, recordsOf } from './manifest.ts';
import type { Manifest } from './manifest.ts';
import { readNumbersAt } from './numbers.ts';
import { patientOf } from './patient-name.ts';
import { findPatientFolders, foldersInWords, namedFolders, recordsOfFolders } from './patient-folders.ts';
import type { PatientFolders } from './patient-folders.ts';
import { reasonOf } from './reason.ts';
import { RowList } from './row-list.ts';
import type { FileEntry } from './file-entry.ts';
import { sideNamed, sideOf } from './side-name.ts';
import { isImage } from './slices.ts';
import { survey } from './survey.ts';
import type { Survey } from './survey.ts';

/** What the user asked for; `auto` lets the files decide. */
export interface LayoutWish extends Reading {
  readonly layout: Layout | 'auto';
  /** The manifest to read, relative to the folder; null lets the files decide. */
  readonly manifest: string | null;
}

/**
 * Tells how the files of a folder are arranged.
 *
 * Masks win over class folders, in which they would pass for images, as do
 * series of slices, whose patients would, and text files of numbers over the
 * folders that they lie in, and class folders over a manifest where both are
 * there, so no file counts twice. Columns that the user names are columns of a
 * manifest.
 *
 * @throws BadInput if no layout fits, or not the one that the user asked for.
 */
export function detectLayout(root: string, entries: FileList, wish: LayoutWish): Arrangement {
  const joined = partsOf(root);
  const found = joined ? arrangeParts(root, joined, entries, (...part) => arrange(...part, wish)) : arrangeAlone(root, entries, wish);
  const arrangement = wish.pixels ? { ...found, finding: { ...found.finding, pixels: true } } : found;
  if (wish.groupPattern === undefined) return arrangement;
  const finding = { ...arrangement.finding, groupPattern: wish.groupPattern };
  return { finding, records: RowList.from(regrouped(arrangement.records, wish.groupPattern)) };
}

function* regrouped(records: RowList, pattern: string): Generator<IndexedFile> {
  const groupOf = groupByPattern(pattern);
  for (const record of records) yield { ...record, group: groupOf(record.path) };
}

function arrangeAlone(root: string, entries: FileList, wish: LayoutWish): Arrangement {
  const surveyed = survey(entries);
  return arrange(root, entries, surveyed, findClassFolders(surveyed.imagesIn), wish);
}

/** @param folders the class folders that there are; null if none. */
function arrange(root: string, entries: FileList, surveyed: Survey, folders: ClassFolders | null, wish: LayoutWish): Arrangement {
  const problems: string[] = [];
  const { masks, texts, slices } = surveyed;
  const images = masks || texts.length > 0 ? imagesAmong(entries) : [];
  const pairs = masks ? findPairs(images) : null;
  const decathlon = pairs && findDecathlon(root, entries, pairs, problems);
  const unnamed = [...problems];
  const numbered = findNumberedImages(root, images, texts);
  const patients = wish.files ? namedFolders(wish.files, byPath(entries)) : pairs || numbered || !masks ? null : findPatientFolders(images);
  const manifests = findManifests(root, entries, surveyed, wish, problems);
  const series = findSeries(slices, surveyed.images - slices.length);
  const mostlySeries = series !== null && areMostlySeries(series, folders);
  const fitting: Layout[] = [];
  if (decathlon) fitting.push('decathlon');
  if (pairs && !decathlon) fitting.push('image-masks');
  if (numbered) fitting.push('image-targets');
  if (mostlySeries) fitting.push('dicom-series');
  if (patients) fitting.push('patient-folders');
  if (folders) fitting.push('class-folders');
  if (manifests.length > 0) fitting.push('manifest');
  if (series && !mostlySeries) fitting.push('dicom-series');
  const layout = wish.layout !== 'auto' ? wish.layout : wish.files ? 'patient-folders' : wish.targets ? 'manifest' : (fitting[0] ?? (surveyed.images > 0 ? 'unlabelled' : undefined));
  const alternatives = fitting.filter((each) => each !== layout);
  if (layout === 'decathlon' && pairs && decathlon) return inPairs(pairs, entries, decathlon, unnamed, alternatives);
  if (layout === 'image-masks' && pairs) return inPairs(pairs, entries, null, unnamed, alternatives);
  if (layout === 'image-targets' && numbered) return inNumbered(numbered, entries, alternatives);
  if (layout === 'dicom-series' && series) return inSeries(series, alternatives);
  if (layout === 'patient-folders' && patients) return inPatientFolders(patients, root, entries, alternatives);
  if (layout === 'class-folders' && folders) return notReading(manifests, inClassFolders(folders, entries, alternatives));
  if (layout === 'unlabelled' && surveyed.images > 0) return withoutLabels(surveyed, entries, problems, alternatives);
  if (layout === 'manifest' && manifests.length > 0) return inManifests(manifests, root, entries, alternatives);
  throw nothingFits(root, entries, surveyed, wish, problems);
}

function inClassFolders(folders: ClassFolders, entries: FileList, alternatives: readonly Layout[]): Arrangement {
  const { classes, sides, base } = folders;
  const where = sides.length > 0 ? ` under ${listOf(sides, 'and')}` : base === '' ? '' : ` in ${base}`;
  const records = new RowList();
  for (const part of entries.parts) pushClassFolderRows(records, part, folders);
  return { finding: { layout: 'class-folders', reason: `${classes.length} folders${where} hold images: each is a class.`, manifest: null, alternatives }, records };
}

/** Adds the rows of files in class folders; those that are no images have none. */
export function pushClassFolderRows(rows: RowList, files: FolderFiles | FileEntry, folders: ClassFolders): void {
  if (isEntry(files)) {
    if (files.fault !== null || isImage(files)) rows.push(unread(files, placeIn(folders, files.path)));
    return;
  }
  const images = onlyNamed(files, isImageName);
  if (images === null) return;
  const { label, side, fault } = placeIn(folders, `${files.folder}any`);
  if (fault === null) rows.pushFound(images, { label, side, group: null });
  else for (const entry of entriesIn(images)) rows.push(unread(entry, { label, side, fault }));
}

function inSeries(series: SeriesFinding, alternatives: readonly Layout[]): Arrangement {
  return { finding: { layout: 'dicom-series', reason: seriesInWords(series), manifest: null, alternatives }, records: RowList.from(recordsOfSeries(series)) };
}

function inPatientFolders(patients: PatientFolders, root: string, entries: FileList, alternatives: readonly Layout[]): Arrangement {
  const records = recordsOfFolders(patients, byPath(entries));
  const numbers = records.find(({ fault, parts }) => fault === null && parts?.some(({ array }) => array === 'target'))?.parts?.find(({ array }) => array === 'target');
  const learnt = 'label' in patients.files ? { task: 'segmentation' as const } : numbers ? { task: 'regression' as const, targets: targetNames(readNumbersAt(`${root}/${numbers.path}`).length) } : {};
  return { finding: { layout: 'patient-folders', reason: foldersInWords(patients), manifest: null, files: patients.files, ...learnt, alternatives }, records: RowList.from(records) };
}

/** @param problems why tables were not taken. */
function withoutLabels({ images, imagesIn }: Survey, entries: FileList, problems: readonly string[], alternatives: readonly Layout[]): Arrangement {
  const why = whereTheyLie(imagesIn);
  const tables = problems.length === 0 ? '' : ` (${problems.join('; ')})`;
  const records = new RowList();
  for (const entry of entries) if (entry.fault !== null || isImage(entry)) records.push({ ...unread(entry), group: patientOf(entry.path), side: sideOf(entry.path) });
  return { finding: { layout: 'unlabelled', reason: `${count(images)} ${images === 1 ? 'image' : 'images'} without labels, masks or numbers${tables}${why}.`, manifest: null, alternatives }, records };
}

/** The arrangement, whose reason tells of manifests that are there and not read. */
function notReading(manifests: readonly Manifest[], { finding, records }: Arrangement): Arrangement {
  if (manifests.length === 0) return { finding, records };
  const names = manifests.map(({ path }) => path).join(' and ');
  const [verb, them] = manifests.length === 1 ? ['names images too, but is', 'it'] : ['name images too, but are', 'them'];
  return { finding: { ...finding, reason: `${finding.reason} ${names} ${verb} not read: choose the layout manifest to read ${them} instead.` }, records };
}

/** @param problems why what names classes was not taken. */
function inPairs(pairs: Pairs, entries: FileList, decathlon: MaskNames | null, problems: readonly string[], alternatives: readonly Layout[]): Arrangement {
  const names = decathlon ? { names: decathlon.names } : {};
  const layout = decathlon ? 'decathlon' : 'image-masks';
  const reason = [pairsInWords(pairs, decathlon), ...problems.map((problem) => `Classes have no names: ${problem}.`)].join(' ');
  return { finding: { layout, reason, manifest: decathlon?.path ?? null, ...names, alternatives }, records: RowList.from(recordsOfPairs(pairs, byPath(entries))) };
}

function inNumbered(numbered: NumberedImages, entries: FileList, alternatives: readonly Layout[]): Arrangement {
  return {
    finding: { layout: 'image-targets', reason: numberedInWords(numbered), manifest: null, targets: targetNames(numbered.count), alternatives },
    records: RowList.from(recordsOfNumbered(numbered, byPath(entries))),
  };
}

function inManifests(manifests: readonly Manifest[], root: string, entries: FileList, alternatives: readonly Layout[]): Arrangement {
  const named = recordsOf(manifests, byPath(entries), root);
  const paths = new Set(named.map(({ path }) => path));
  const others = [...entries].filter(({ path }) => !paths.has(path));
  const [first] = manifests;
  const learnt = first && first.targets.length > 0 ? { targets: first.targets.map(({ name }) => name) } : first && first.places.mask !== -1 ? { task: 'segmentation' as const } : {};
  return {
    finding: { layout: 'manifest', reason: reasonFor(manifests, named, others), manifest: first?.path ?? null, ...learnt, alternatives },
    records: RowList.from([...named, ...others.filter(({ fault }) => fault !== null).map((entry) => unread(entry))]),
  };
}

/**
 * The wanted manifest or that which names the most images, followed by those of
 * the other sides beside it (`train.csv` brings `test.csv` along); empty if
 * there is none.
 */
function findManifests(root: string, entries: FileList, { tables: found }: Survey, { manifest: wanted, targets = [] }: LayoutWish, problems: string[]): Manifest[] {
  const paths = new Set([...(wanted === null ? [] : [wanted]), ...nearest(found)]);
  const tables = [...paths].map((path) => tryRead(root, path, targets, problems)).filter((each) => each !== null);
  const files = tables.length === 0 ? new Map<string, FileEntry>() : byPath(entries);
  const ranked = tables
    .filter(({ path }) => wanted === null || path === wanted)
    .map((table) => ({ table, images: estimateImages(table, files, root) }))
    .sort((a, b) => b.images - a.images);
  const [best] = ranked;
  if (best?.images === 0) problems.push(`${best.table.path} names no file that is there`);
  if (!best || best.images === 0) return [];
  return [best.table, ...tables.filter((each) => standsBeside(each, best.table))];
}

/** More tables than anybody lays beside images: the rest are not looked at. */
const MAX_TABLES = 20;

/** Of tables those in the folder and in its folders, the nearest first. */
function nearest(tables: readonly string[]): string[] {
  const depth = (path: string) => path.split('/').length;
  return tables.filter((path) => depth(path) <= 2).sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1)).slice(0, MAX_TABLES);
}

function tryRead(root: string, path: string, targets: readonly string[], problems: string[]): Manifest | null {
  try {
    const manifest = readManifest(root, path, targets);
    if (typeof manifest !== 'string') return manifest;
    problems.push(`${path} has ${manifest}`);
    return null;
  } catch (error) {
    problems.push(`${path}: ${reasonOf(error)}`);
    return null;
  }
}

function standsBeside(other: Manifest, manifest: Manifest): boolean {
  const saysTheSame = other.targets.map(({ name }) => name).join() === manifest.targets.map(({ name }) => name).join() && (other.places.mask === -1) === (manifest.places.mask === -1);
  return other !== manifest && saysTheSame && manifest.side !== null && other.side !== null && posix.dirname(other.path) === posix.dirname(manifest.path);
}

function reasonFor(manifests: readonly Manifest[], records: readonly IndexedFile[], others: readonly FileEntry[]): string {
  const names = manifests.map(({ path }) => path).join(' and ');
  const targets = manifests[0]?.targets.map(({ name }) => name) ?? [];
  const told = (['label', 'mask', 'side', 'group'] as const).filter((column) => manifests.some(({ places }) => places[column] !== -1));
  const columns = [...targets, ...told];
  const usable = records.filter(({ fault }) => fault === null).length;
  const leftOut = others.filter((entry) => entry.fault === null && isImage(entry)).length;
  const rest = leftOut === 0 ? '' : ` Images that no row names, and that are left out: ${count(leftOut)}.`;
  return `${names} ${manifests.length === 1 ? 'names' : 'name'} ${count(usable)} images with their ${columns.join(', ')}.${rest}`;
}

const WANTED: Readonly<Record<LayoutWish['layout'], string>> = {
  'auto': 'images in class folders, images beside their masks, or a manifest that names images and labels',
  'class-folders': 'images in class folders',
  'manifest': 'a manifest that names images and their labels',
  'image-masks': 'images and masks of the same names, as in images/ and masks/',
  'decathlon': 'imagesTr/ and labelsTr/ beside a dataset.json',
  'image-targets': 'images and text files of the same names that hold numbers, as 7.png and 7.txt',
  'dicom-series': 'DICOM files whose slices make volumes',
  'patient-folders': 'folders that hold the same files each, one of them a mask, or those that dataset.files names',
  'unlabelled': 'images',
};

function nothingFits(root: string, entries: FileList, { images, imagesIn }: Survey, wish: LayoutWish, problems: readonly string[]): BadInput {
  const wanted = WANTED[wish.layout];
  const tables = problems.length === 0 ? '' : ` (${problems.join('; ')})`;
  return new BadInput(`expected ${wanted} in ${root}, but found ${count(images)} images among ${count(entries.length)} files${tables}${whereTheyLie(imagesIn)}`, {
    help: 'Put the images of each class into a folder of its name, perhaps under train/, val/ and test/; or images into images/ and their masks under the same names into masks/; or add a CSV file with the columns path and label.',
  });
}

/**
 * Why no class can be told from where images lie, as far as that can be seen; empty where it cannot.
 *
 * @param imagesIn how many lie in each folder.
 */
function whereTheyLie(imagesIn: ReadonlyMap<string, number>): string {
  const folders = [...imagesIn.keys()];
  if (areMasks([...new Set(folders.flatMap((folder) => folder.split('/').slice(0, -1)))])) return ': no image has a mask of the same name';
  const direct = imagesIn.get('') ?? 0;
  const images = [...imagesIn.values()].reduce((sum, each) => sum + each, 0);
  if (direct > 0 && direct * 2 >= images) return `: ${direct === images ? 'they' : `${count(direct)} of them`} lie directly in the folder, so that no class can be told`;
  const [only, ...others] = new Set(folders.map((folder) => posix.basename(folder)));
  if (only === undefined || others.length > 0) return '';
  return `: they all lie in ${only}/, ${sideNamed(only) === null ? 'which makes one class, and a classifier needs two or more' : 'so that no class can be told'}`;
}

/** The paths of all that can be read. */
function imagesAmong(entries: FileList): readonly string[] {
  const images: string[] = [];
  for (const entry of entries) if (entry.fault === null && isImage(entry)) images.push(entry.path);
  return images;
}

function byPath(entries: FileList): Map<string, FileEntry> {
  const entriesByPath = new Map<string, FileEntry>();
  for (const entry of entries) entriesByPath.set(entry.path, entry);
  return entriesByPath;
}

const NOWHERE: Placement = { label: null, side: null, fault: null };

/** In one piece: a million rows that are put together of parts take twice as long. */
function unread({ path, sizeBytes, modifiedMs, fault }: FileEntry, place: Placement = NOWHERE): IndexedFile {
  return { path, label: place.label, group: null, side: place.side, sizeBytes, modifiedMs, shape: null, dtype: null, hash: null, fault: fault ?? place.fault, mask: null };
}

function count(number: number): string {
  return number.toLocaleString('en');
}
