import { foldersInWords } from '../../src-shared/lib/dataset-folders.ts';

/**
 * What is said of folders that are not where they were.
 *
 * @param of how many folders the dataset has.
 */
export function movedInWords(missing: readonly string[], of: number): string {
  const images = missing.length < of ? `The images of ${missing.length} of ${of} folders` : 'The images';
  const why = missing.length === 1 ? 'the folder may have been moved, or its disk is not connected' : 'the folders may have been moved, or their disk is not connected';
  return `${images} are no longer at ${foldersInWords(missing)}: ${why}. What is known of them is kept; training needs the files.`;
}
