import { decathlonFileSchema, namesOf } from '../../src-shared/schema/decathlon-file.ts';
import { check, inWords } from '../../src-shared/schema/parse.ts';
import type { FileList } from './file-list.ts';
import type { MaskNames, Pairs } from './image-masks.ts';
import { readFile } from './open-file.ts';
import { reasonOf } from './reason.ts';
import type { FileEntry } from './file-entry.ts';

/** A larger file is no description of a dataset. */
const MOST_BYTES = 16 * 1024 * 1024;

/** The `dataset.json` beside `imagesTr/` and `labelsTr/`; null where there is none that can be read, which is told. */
export function findDecathlon(root: string, entries: FileList, { pairs }: Pairs, problems: string[]): MaskNames | null {
  const first = pairs[0]?.image ?? '';
  const base = /^(.*?)imagesTr\//.exec(first)?.[1];
  const found = base === undefined ? undefined : entryOf(entries, `${base}dataset.json`);
  if (!found || found.fault !== null || found.sizeBytes > MOST_BYTES) return null;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFile(`${root}/${found.path}`));
    const checked = check(decathlonFileSchema, JSON.parse(text));
    if (checked.ok) return { path: found.path, names: namesOf(checked.value) };
    problems.push(`${found.path}: ${checked.problems.map(inWords).join('; ')}`);
  } catch (error) {
    problems.push(`${found.path}: ${reasonOf(error)}`);
  }
  return null;
}

function entryOf(entries: FileList, wanted: string): FileEntry | undefined {
  for (const entry of entries) if (entry.path === wanted) return entry;
  return undefined;
}
