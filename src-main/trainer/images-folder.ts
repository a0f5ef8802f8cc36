import { statSync } from 'node:fs';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { fromDrive } from '../files/drive-calls.ts';
import { missingParts } from '../files/joined-folder.ts';

/**
 * Says so if a dataset's folder is not there: one that goes away takes all of
 * its images along, which are then not unreadable one by one. Of several
 * folders that are one dataset, each must be there.
 *
 * @throws BadInput
 */
export function expectImagesFolder(folder: string): void {
  const there = fromDrive(() => statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true);
  const gone = there ? fromDrive(() => missingParts(folder))[0]?.folder : folder;
  if (gone === undefined) return;
  throw new BadInput(`expected the images' folder at ${gone}, but found none`, { help: 'Connect the disk or put the folder back, then resume the run.' });
}
