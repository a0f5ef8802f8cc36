import { BadImage } from '../bad-image.ts';
import { take } from '../byte-source.ts';
import type { ByteSource } from '../byte-source.ts';
import type { FrameCoding } from '../codecs.ts';
import { elements } from './elements.ts';
import type { Encoding } from './elements.ts';

/** How the pixels of a file are coded. */
export type Coding = 'plain' | 'rle' | FrameCoding;

export interface TransferSyntax extends Encoding {
  readonly coding: Coding;
  /** Whether everything behind the file's own header is deflated. */
  readonly deflated: boolean;
}

/** Of files that say nothing. */
const OLDEST: TransferSyntax = { littleEndian: true, explicit: false, coding: 'plain', deflated: false };

const SYNTAX_TAG = 0x00020010;
const LITTLE: Encoding = { littleEndian: true, explicit: true };

function coded(coding: Coding): TransferSyntax {
  return { ...LITTLE, coding, deflated: false };
}

/** PS3.6, table A-1. */
const SYNTAXES: Readonly<Record<string, TransferSyntax>> = {
  '1.2.840.10008.1.2': { littleEndian: true, explicit: false, coding: 'plain', deflated: false },
  '1.2.840.10008.1.2.1': coded('plain'),
  '1.2.840.10008.1.2.1.99': { ...coded('plain'), deflated: true },
  '1.2.840.10008.1.2.2': { littleEndian: false, explicit: true, coding: 'plain', deflated: false },
  '1.2.840.10008.1.2.4.50': coded('jpeg'),
  '1.2.840.10008.1.2.4.51': coded('jpeg'),
  '1.2.840.10008.1.2.4.57': coded('jpeg-lossless'),
  '1.2.840.10008.1.2.4.70': coded('jpeg-lossless'),
  '1.2.840.10008.1.2.4.80': coded('jpeg-ls'),
  '1.2.840.10008.1.2.4.81': coded('jpeg-ls'),
  '1.2.840.10008.1.2.4.90': coded('jpeg-2000'),
  '1.2.840.10008.1.2.4.91': coded('jpeg-2000'),
  '1.2.840.10008.1.2.5': coded('rle'),
};

const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/^1[.]2[.]840[.]10008[.]1[.]2[.]4[.]10/, 'a film (MPEG)'],
  [/^1[.]2[.]840[.]10008[.]1[.]2[.]4[.]20[1-3]$/, 'high-throughput JPEG 2000'],
  [/^1[.]2[.]840[.]10008[.]1[.]2[.]4[.]9[23]$/, 'JPEG 2000 of several components'],
];

const PREAMBLE_BYTES = 128;

/** What a file says of its coding, and where its data set begins. */
export function readTransferSyntax(source: ByteSource): { readonly syntax: TransferSyntax; readonly start: number } {
  const hasPreamble = source.size > PREAMBLE_BYTES + 4 && String.fromCharCode(...source.read(PREAMBLE_BYTES, 4)) === 'DICM';
  if (!hasPreamble) return { syntax: asWritten(OLDEST, source, 0), start: 0 };
  const { name, end } = readFileHeader(source);
  return { syntax: asWritten(name === null ? OLDEST : named(name), source, end), start: end };
}

/** The elements of group 2, which are always little-endian and name their types. */
function readFileHeader(source: ByteSource): { readonly name: string | null; readonly end: number } {
  let end = PREAMBLE_BYTES + 4;
  let name: string | null = null;
  for (const element of elements(source, end, source.size, LITTLE)) {
    if (element.tag >= 0x00030000) break;
    if (element.length === null) throw new BadImage('expected a DICOM file header of known length, but found a sequence');
    if (element.tag === SYNTAX_TAG) name = String.fromCharCode(...take(source, element.start, Math.min(element.length, 64), 'the transfer syntax')).replace(/[\0 ]+$/, '');
    end = element.start + element.length;
    // What comes next may be deflated or big-endian, and no element to this walk.
    if (end + 2 > source.size || take(source, end, 2, 'a DICOM element')[0] !== 2) break;
  }
  return { name, end };
}

function named(name: string): TransferSyntax {
  const syntax = SYNTAXES[name];
  if (syntax) return syntax;
  const words = REFUSED.find(([pattern]) => pattern.test(name))?.[1] ?? 'an unknown coding';
  throw new BadImage(`expected a DICOM file of a coding that is read, but found ${words} (${name})`);
}

/** Some name their types against what they announce: the first element tells. */
function asWritten(syntax: TransferSyntax, source: ByteSource, start: number): TransferSyntax {
  if (syntax.deflated || !syntax.littleEndian || source.size < start + 8) return syntax;
  const [a = 0, b = 0] = source.read(start + 4, 2);
  return { ...syntax, explicit: /^[A-Z]{2}$/.test(String.fromCharCode(a, b)) };
}
