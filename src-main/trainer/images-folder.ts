import { statSync } from 'node:fs';
import { BadInput } from '../../src-shared/lib/bad-input.ts';

/**
 * Says so if a dataset's folder is not there: one that goes away takes all of
 * its images along, which are then not unreadable one by one.
 *
 * @throws BadInput
 */
export function expectImagesFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new BadInput(`expected the images' folder at ${folder}, but found none`, { help: 'Connect the disk or put the folder back, then resume the run.' });
}
