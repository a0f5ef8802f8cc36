import { realpathSync } from 'node:fs';
import type { DatasetFolder, LayoutFinding } from '../../src-shared/domain/dataset.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import type { Arrangement } from './arrangement.ts';
import { findClassFolders } from './class-folders.ts';
import type { ClassFolders } from './class-folders.ts';
import { FileList, isEntry } from './file-list.ts';
import type { IndexedFile } from './indexed-file.ts';
import { RowList } from './row-list.ts';
import { sideNamed } from './side-name.ts';
import { survey } from './survey.ts';
import type { Survey } from './survey.ts';

/** Arranges the files of one part as if it were a dataset of its own. @param classes the class folders to place them in, null where they make none. */
export type ArrangePart = (root: string, entries: FileList, surveyed: Survey, classes: ClassFolders | null) => Arrangement;

/** Parts whose own reasons are told. */
const TOLD = 4;

/**
 * The parts of a joined folder as one arrangement: each is arranged by itself,
 * so that what a manifest or a `dataset.json` names is beside it, and all must
 * come to the same. Class folders may be spread over parts: of one that holds a
 * single class alone none could be told.
 *
 * @throws BadInput if they differ, or if a part has gone.
 */
export function arrangeParts(root: string, parts: readonly DatasetFolder[], entries: FileList, arrange: ArrangePart): Arrangement {
  const unread = new Set(entries.parts.flatMap((part) => (isEntry(part) && part.fault !== null ? [part.path] : [])));
  const gone = parts.find(({ name }) => unread.has(name));
  if (gone) throw new BadInput(`expected a folder of this dataset at ${gone.folder}, but it cannot be read`, { help: 'Check that its disk is connected and that you may read it.' });
  const inParts = parts.map((part) => {
    const own = entriesOf(part, entries);
    return { part, entries: own, surveyed: survey(own) };
  });
  const classes = classFoldersOf(inParts.map((each) => each.surveyed));
  const arranged = inParts.map((each, i) => ({ part: each.part, ...arrange(realpathSync(`${root}/${each.part.name}`), each.entries, each.surveyed, classes[i] ?? null) }));
  const finding = findingOf(arranged);
  const sides = parts.every(({ name }) => sideNamed(name) !== null);
  const records = new RowList();
  for (const { part, records: own } of arranged) for (const record of own) records.push(inPart(part.name, sides ? { ...record, side: record.side ?? sideNamed(part.name) } : record));
  return { finding, records };
}

function entriesOf({ name }: DatasetFolder, entries: FileList): FileList {
  const own = new FileList();
  for (const entry of entries) if (entry.path.startsWith(`${name}/`)) own.push({ ...entry, path: entry.path.slice(name.length + 1) });
  return own;
}

/** Each part's own class folders where all have them; else those of all together, if no part puts a folder around its own. */
function classFoldersOf(parts: readonly Survey[]): readonly (ClassFolders | null)[] {
  const own = parts.map(({ imagesIn }) => findClassFolders(imagesIn));
  if (own.every((each) => each !== null) || own.some((each) => each !== null && each.base !== '')) return own;
  const together = findClassFolders(summed(parts.map(({ imagesIn }) => imagesIn)));
  return together?.base === '' ? own.map(() => together) : own;
}

function summed(counts: readonly ReadonlyMap<string, number>[]): ReadonlyMap<string, number> {
  const sum = new Map<string, number>();
  for (const [folder, count] of counts.flatMap((each) => [...each])) sum.set(folder, (sum.get(folder) ?? 0) + count);
  return sum;
}

function findingOf(parts: readonly (Arrangement & { readonly part: DatasetFolder })[]): LayoutFinding {
  const [first, ...others] = parts;
  if (!first) throw new BadInput('expected a dataset of several folders, but found none');
  const { finding } = first;
  const other = others.find((each) => meaning(each.finding) !== meaning(finding));
  if (other) {
    const found = [first, other].map(({ part, finding: { layout, reason } }) => `${layout} in ${part.name}/ (${reason})`);
    throw new BadInput(`expected folders that are arranged alike, as one dataset is, but found ${found.join(' and ')}`, { help: 'Say with --layout how labels are told from all of them, or add them as datasets of their own.' });
  }
  const alternatives = finding.alternatives.filter((layout) => others.every((each) => each.finding.alternatives.includes(layout)));
  const manifest = others.every((each) => each.finding.manifest === finding.manifest) ? finding.manifest : null;
  return { ...finding, manifest, alternatives, reason: reasonOf(parts) };
}

/** What must be the same in all parts: classes, numbers and channels would otherwise mean different things. */
function meaning({ layout, names, targets, task, files }: LayoutFinding): string {
  return JSON.stringify([layout, names, targets, task, files]);
}

function reasonOf(parts: readonly (Arrangement & { readonly part: DatasetFolder })[]): string {
  const start = `${parts.length} folders are one dataset.`;
  const [same, ...different] = new Set(parts.map(({ finding }) => finding.reason));
  if (different.length === 0) return `${start} ${same}`;
  const told = parts.slice(0, TOLD).map(({ part, finding }) => `${part.name}/: ${finding.reason}`);
  const more = parts.length > TOLD ? ` … and ${parts.length - TOLD} more folders.` : '';
  return `${start} ${told.join(' ')}${more}`;
}

/** With all of its paths from the joined folder on. */
function inPart(name: string, record: IndexedFile): IndexedFile {
  const { path, mask, parts, files } = record;
  const below = (each: string) => `${name}/${each}`;
  return {
    ...record,
    path: below(path),
    mask: mask && { ...mask, path: below(mask.path) },
    ...(parts && { parts: parts.map((each) => ({ ...each, path: below(each.path) })) }),
    ...(files && { files: files.map(below) }),
  };
}
