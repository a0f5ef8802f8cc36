import type { Fingerprint } from '../../../src-shared/domain/fingerprint.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { UnreadableSample } from '../../engine/data/dataset.ts';
import { FingerprintMaker } from '../../engine/data/fingerprint.ts';
import { openDataset } from '../../files/open-dataset.ts';
import type { FingerprintInput } from '../calls.ts';

/** Values of each channel that are kept: 40 MB, and as much again for the classes together. */
const MOST_VALUES = 10_000_000;

/** Reads all training images once; those that cannot be read are counted. */
export async function fingerprint({ folder, classes, maskValues, files, samples }: FingerprintInput): Promise<Fingerprint> {
  const dataset = openDataset(folder, samples, maskValues, null, files);
  const maker = new FingerprintMaker(samples.length, classes, MOST_VALUES);
  let unreadable = 0;
  for (let place = 0; place < dataset.length; place++) {
    try {
      maker.add(await dataset.read(place));
    } catch (error) {
      if (!(error instanceof UnreadableSample)) throw error;
      unreadable++;
    }
  }
  if (unreadable === samples.length) throw new BadInput(`expected training images that can be read below ${folder}, but found none`);
  return maker.finish(unreadable);
}
