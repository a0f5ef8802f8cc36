import { isAbsolute } from 'node:path';
import type { DenseArray } from '../../src-shared/domain/array.ts';
import type { Sample } from '../../src-shared/domain/sample.ts';
import type { SplitSample } from '../../src-shared/schema/run-file.ts';
import { UnreadableSample } from '../engine/data/dataset.ts';
import { BadImage } from '../imaging/bad-image.ts';
import { bytesSource } from '../imaging/byte-source.ts';
import { readHeader } from '../imaging/header.ts';
import { companion } from '../imaging/place.ts';
import type { Place } from '../imaging/place.ts';
import { codecs, decode } from './decode.ts';
import { contentHash } from './hash.ts';
import { placeOf, readFile } from './open-file.ts';
import { reasonOf, systemWords } from './reason.ts';

/**
 * Reads a sample of a split: `image` [height, width, channel], or
 * [z, y, x, channel] of a volume, with the values that the file means, and `label` [] (int32).
 *
 * The file's bytes must still be those that the split names by their hash: a
 * file that was changed since is not that sample, and is refused like one that
 * is gone.
 *
 * @throws UnreadableSample with the reason as its cause.
 */
export async function readSample(folder: string, { key, path, label }: Pick<SplitSample, 'key' | 'path' | 'label'>): Promise<Sample> {
  try {
    const file = pathBelow(folder, path);
    const bytes = readFile(file);
    const place = placeOf(file);
    if (contentHash(bytes, ...companionBytes(bytes, place)) !== key) throw new BadImage('expected the file as it was indexed, but it has changed since: index the dataset again');
    const image = await decode(bytes, place);
    return { key, path, arrays: { image, label: scalar(label) } };
  } catch (error) {
    // The system's own errors hold absolute paths, which belong into no journal.
    throw new UnreadableSample(path, { cause: systemWords(error) === null ? error : new BadImage(reasonOf(error)) });
  }
}

/** Formats whose header may name a second file. */
const PAIRED = /\.(hdr|hdr\.gz|mhd|nhdr)$/i;

function companionBytes(bytes: Uint8Array, place: Place): Uint8Array[] {
  if (!PAIRED.test(place.name)) return [];
  return readHeader(bytesSource(bytes), codecs, place).companions.map((name) => {
    const source = companion(place, name);
    return source.read(0, source.size);
  });
}

/** The absolute path of an indexed file, which never leads out of its folder. */
export function pathBelow(folder: string, path: string): string {
  if (isAbsolute(path) || path.split('/').includes('..')) throw new BadImage(`expected a path below the dataset's folder, but found ${path}`);
  return `${folder}/${path}`;
}

function scalar(value: number): DenseArray {
  return { data: Int32Array.of(value), shape: [], dtype: 'int32' };
}
