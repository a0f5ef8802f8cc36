import type { Geometry } from '../../../src-shared/domain/volume.ts';
import { BadImage } from '../bad-image.ts';
import type { DicomHeader } from './header.ts';
import { dot, normal, planeGeometry } from './geometry.ts';
import type { Plane } from './geometry.ts';

/** The slices of a series in order, and the volume that they make. */
export interface Series<File> {
  /** From the foot of the normal on. */
  readonly files: readonly File[];
  /** [z, y, x, channel] */
  readonly shape: readonly number[];
  readonly geometry: Geometry;
}

/** What a series needs to know of each of its files. */
export type SliceHeader = Pick<DicomHeader, 'seriesUid' | 'rows' | 'columns' | 'frames' | 'shape' | 'plane'>;

/** Slices lie as far apart as the others but for this part of it: tables of scanners are no more exact. */
const MAX_UNEVEN = 0.05;
/** Cosines of one direction, written with few digits. */
const MAX_TURNED = 1e-3;

/**
 * Puts the slices of a series in the order in which they lie, whatever they
 * are called or numbered.
 *
 * @throws BadImage in one sentence if they make no volume: of several series, sizes or directions, with gaps, or twice at one place.
 */
export function sortSeries<File extends { readonly header: SliceHeader }>(files: readonly File[]): Series<File> {
  const [first] = files;
  if (!first) throw new BadImage('expected slices of a DICOM series, but found none');
  const planes = files.map(({ header }) => planeOf(header));
  const plane = planes[0] as Plane;
  files.forEach(({ header }, i) => checkAlike(header, planes[i] as Plane, first.header, plane));
  const across = normal(plane);
  const placed = files.map((file, i) => ({ file, plane: planes[i] as Plane, at: dot((planes[i] as Plane).origin, across) })).sort((a, b) => a.at - b.at);
  const step = stepOf(placed.map(({ at }) => at));
  const [lowest] = placed;
  const geometry = lowest && planeGeometry(lowest.plane, step ?? 1);
  if (!geometry) throw new BadImage('expected directions and distances of pixels in the DICOM series, but found none that are');
  return { files: placed.map(({ file }) => file), shape: [files.length, ...first.header.shape], geometry };
}

function planeOf({ plane, frames }: SliceHeader): Plane {
  if (frames > 1) throw new BadImage(`expected one slice in each file of a DICOM series, but one has ${frames} frames: it is a volume by itself`);
  if (plane === null) throw new BadImage('expected the position of each slice of a DICOM series, but one has none');
  return plane;
}

function checkAlike(header: SliceHeader, plane: Plane, first: SliceHeader, firstPlane: Plane): void {
  if (header.seriesUid !== first.seriesUid) throw new BadImage('expected slices of one DICOM series, but found several series among them');
  if (String(header.shape) !== String(first.shape)) throw new BadImage(`expected slices of equal size in a DICOM series, but found ${first.columns} x ${first.rows} and ${header.columns} x ${header.rows}`);
  const isTurned = dot(plane.x, firstPlane.x) < 1 - MAX_TURNED || dot(plane.y, firstPlane.y) < 1 - MAX_TURNED;
  if (isTurned) throw new BadImage('expected parallel slices in a DICOM series, but some are turned against others: a localizer is not part of a volume');
  const isStretched = plane.spacing.some((size, i) => Math.abs(size - (firstPlane.spacing[i] as number)) > MAX_TURNED * size);
  if (isStretched) throw new BadImage('expected pixels of equal size in all slices of a DICOM series, but they differ');
}

/** The distance of neighbours; null for a single slice. */
function stepOf(places: readonly number[]): number | null {
  if (places.length < 2) return null;
  const steps = places.slice(1).map((place, i) => place - (places[i] as number));
  const usual = [...steps].sort((a, b) => a - b)[Math.floor((steps.length - 1) / 2)] as number;
  const twice = steps.findIndex((step) => step < 1e-3);
  if (twice !== -1) throw new BadImage(`expected each slice of a DICOM series once, but found two at ${(places[twice] as number).toFixed(2)} mm: it may be several acquisitions in one`);
  const gap = steps.findIndex((step) => Math.abs(step - usual) > MAX_UNEVEN * usual);
  if (gap !== -1) throw new BadImage(`expected slices ${usual.toFixed(2)} mm apart in a DICOM series, but found ${(steps[gap] as number).toFixed(2)} mm behind slice ${gap + 1} of ${places.length}: slices are missing, or their distance varies`);
  return ((places.at(-1) as number) - (places[0] as number)) / steps.length;
}
