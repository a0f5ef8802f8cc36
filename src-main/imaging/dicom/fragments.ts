import { BadImage } from '../bad-image.ts';
import { take } from '../byte-source.ts';
import { ITEM, viewOf } from './elements.ts';
import type { DicomHeader } from './header.ts';

interface Fragment {
  /** Counted from the first one's item, as the offset table does. */
  readonly offset: number;
  readonly bytes: Uint8Array;
}

const MAX_FRAGMENTS = 2 ** 20;

/** The packed bytes of each frame: PS3.5, annex A.4. */
export function packedFrames(header: DicomHeader): readonly Uint8Array[] {
  const { table, fragments } = readFragments(header);
  const { frames } = header;
  if (frames === 1) return [join(fragments)];
  if (fragments.length === frames) return fragments.map(({ bytes }) => bytes);
  const starts = table.length === frames ? table : fragments.filter(({ bytes }) => beginsImage(bytes)).map(({ offset }) => offset);
  if (starts.length !== frames) throw new BadImage(`expected ${frames} frames in the DICOM file, but found ${fragments.length} fragments that are not told apart`);
  return starts.map((start, i) => join(fragments.filter(({ offset }) => offset >= start && offset < (starts[i + 1] ?? Infinity))));
}

function readFragments({ source, pixels, syntax }: DicomHeader): { readonly table: readonly number[]; readonly fragments: readonly Fragment[] } {
  if (pixels.length !== null) throw new BadImage('expected packed pixels in fragments, but the DICOM file has them plain');
  const fragments: Fragment[] = [];
  let table: readonly number[] | null = null;
  let first = 0;
  for (let at = pixels.start; at + 8 <= source.size && fragments.length < MAX_FRAGMENTS; ) {
    const view = viewOf(take(source, at, 8, 'a DICOM fragment'));
    const tag = view.getUint16(0, syntax.littleEndian) * 0x10000 + view.getUint16(2, syntax.littleEndian);
    const length = view.getUint32(4, syntax.littleEndian);
    if (tag === ITEM.sequenceEnd) return { table: table ?? [], fragments };
    if (tag !== ITEM.item) throw new BadImage(`expected a fragment at byte ${at} of the DICOM file, but found other bytes`);
    const bytes = take(source, at + 8, length, 'a DICOM fragment');
    if (table === null) {
      table = offsetsIn(bytes, syntax.littleEndian);
      first = at + 8 + length;
    } else fragments.push({ offset: at - first, bytes });
    at += 8 + length;
  }
  throw new BadImage('expected the end of the pixels in the DICOM file, but it was cut off');
}

function offsetsIn(bytes: Uint8Array, littleEndian: boolean): readonly number[] {
  const view = viewOf(bytes);
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) => view.getUint32(i * 4, littleEndian));
}

/** The first marker of JPEG and JPEG-LS, or of JPEG 2000. */
function beginsImage(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && (bytes[1] === 0xd8 || bytes[1] === 0x4f);
}

function join(fragments: readonly Fragment[]): Uint8Array {
  const [only] = fragments;
  if (only && fragments.length === 1) return only.bytes;
  const whole = new Uint8Array(fragments.reduce((sum, { bytes }) => sum + bytes.length, 0));
  let at = 0;
  for (const { bytes } of fragments) {
    whole.set(bytes, at);
    at += bytes.length;
  }
  return whole;
}
