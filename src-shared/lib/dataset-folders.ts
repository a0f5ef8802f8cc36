/** How an experiment names its images: a folder, or several that are one dataset. */
export type DatasetFolders = string | readonly string[];

export function foldersOf(named: DatasetFolders): readonly string[] {
  return typeof named === 'string' ? [named] : named;
}

/** "/data/a", "/data/a and /data/b". */
export function foldersInWords(named: DatasetFolders): string {
  return foldersOf(named).join(' and ');
}

/** How an experiment names a dataset: by the folders that are joined in it, where there are several. */
export function namedFolders({ folder, parts }: { readonly folder: string; readonly parts?: readonly { readonly folder: string }[] }): DatasetFolders {
  return parts ? parts.map((part) => part.folder) : folder;
}

/** Whether two names are of the same folders, in whatever order. */
export function sameFolders(one: DatasetFolders, other: DatasetFolders): boolean {
  return [...foldersOf(one)].sort().join('\n') === [...foldersOf(other)].sort().join('\n');
}

/** What an experiment says of its images, with the folder where they are now: where it was, if no dataset has the id. */
export function whereNow<Named extends { readonly folder: DatasetFolders }>(named: Named, id: string | null, datasets: readonly (Parameters<typeof namedFolders>[0] & { readonly id: string })[]): Named {
  const images = datasets.find((each) => each.id === id);
  return images ? { ...named, folder: namedFolders(images) } : named;
}
