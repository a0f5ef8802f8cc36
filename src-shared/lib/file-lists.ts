import type { FileNormalisation, SampleFiles } from '../schema/reading.ts';

/** The files that make one array of a sample. */
export interface FileList {
  readonly files: readonly { readonly name: string; readonly normalise: FileNormalisation }[];
  /** What the array is cast to; null for what its files hold. */
  readonly dtype: 'float32' | 'int32' | null;
}

/** What a user has written, with all that it leaves out: a file is normalised as its array is, unless it says otherwise. */
export function fileLists(given: SampleFiles): Readonly<Record<string, FileList>> {
  const lists = Object.entries(given).map(([array, list]) => {
    const { files, normalise, dtype } = Array.isArray(list) ? { files: list, normalise: 'none' as const, dtype: undefined } : list;
    const all = files.map((file) => (typeof file === 'string' ? { name: file, normalise } : { name: file.file, normalise: file.normalise }));
    return [array, { files: all, dtype: dtype ?? null }] as const;
  });
  return Object.fromEntries(lists);
}

/** The name of a file in a folder: a * stands for the folder's name. */
export function nameIn(folder: string, name: string): string {
  return name.replaceAll('*', folder.split('/').at(-1) ?? '');
}
