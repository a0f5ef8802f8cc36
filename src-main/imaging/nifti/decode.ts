import type { MedicalImage } from '../../../src-shared/domain/volume.ts';
import { BadImage } from '../bad-image.ts';
import { bytesSource, take } from '../byte-source.ts';
import type { ByteSource } from '../byte-source.ts';
import type { Codecs } from '../codecs.ts';
import { gunzip, gunzipStart, isGzip } from '../gzip.ts';
import { companion } from '../place.ts';
import type { Place } from '../place.ts';
import { checkHolds } from '../size-limit.ts';
import { channelsLast, valuesFrom } from '../stored-values.ts';
import { readNiftiHeader } from './header.ts';
import type { NiftiHeader } from './header.ts';

/** A header, and the file that its values lie in. */
interface Found {
  readonly header: NiftiHeader;
  readonly values: ByteSource;
  /** The name of that file where it is not the header's. */
  readonly companions: readonly string[];
}

/**
 * Reads the header of a NIfTI or Analyze file, which may be compressed, and
 * holds it against the size of the file of values.
 *
 * @throws BadImage if they do not fit.
 */
export function findNifti(source: ByteSource, place: Place, codecs: Pick<Codecs, 'gunzipStart'>): Found {
  const header = readNiftiHeader(isGzip(source) ? bytesSource(gunzipStart(source, codecs)) : source);
  const companions = header.isPair ? [imageName(place)] : [];
  const values = companions[0] === undefined ? source : companion(place, companions[0]);
  const packed = isGzip(values);
  checkHolds(packed ? header.dataStart + header.dataBytes : header.dataBytes, packed ? values.size : Math.max(0, values.size - header.dataStart), 'the NIfTI header', packed);
  return { header, values, companions };
}

/** Values as they are stored, scaled where the header says so; further volumes become channels. */
export function decodeNifti(bytes: Uint8Array, place: Place, codecs: Pick<Codecs, 'gunzip' | 'gunzipStart'>): MedicalImage {
  const { header, values } = findNifti(bytesSource(bytes), place, codecs);
  const { stored, scale, dtype, shape, geometry, volumes } = header;
  const planes = valuesFrom(dataBytes(header, values, codecs), stored, scale, dtype, isGzip(values) ? 'keep' : 'copy');
  return { data: channelsLast(planes, dtype, volumes), shape, dtype, geometry };
}

function dataBytes({ dataStart, dataBytes: length }: NiftiHeader, values: ByteSource, codecs: Pick<Codecs, 'gunzip'>): Uint8Array {
  if (!isGzip(values)) return take(values, dataStart, length, 'the values of the NIfTI file');
  const whole = gunzip(take(values, 0, values.size, 'the NIfTI file'), dataStart + length, codecs);
  return whole.subarray(dataStart, dataStart + length);
}

/** scan.hdr → scan.img, scan.HDR.gz → scan.IMG.gz; the one that is there, compressed or not. */
function imageName(place: Place): string {
  const stem = place.name.replace(/\.hdr(\.gz)?$/i, '');
  if (stem === place.name) throw new BadImage(`expected the header of a NIfTI pair to be called .hdr, beside a file .img of its values, but found it in ${place.name === '' ? 'a file without a name' : place.name}`);
  const names = ['.img', '.img.gz', '.IMG', '.IMG.gz'].map((end) => `${stem}${end}`);
  return names.find((name) => place.beside(name) !== null) ?? `${stem}.img`;
}
