import type { DType } from '../../src-shared/domain/array.ts';
import type { Geometry } from '../../src-shared/domain/volume.ts';
import type { SliceHeader } from '../imaging/dicom/series.ts';

/** What the header of a DICOM file says of its place among others; or why it says nothing. */
export type Slice =
  | { readonly header: SliceHeader & { readonly studyUid: string | null; readonly dtype: DType; readonly geometry: Geometry | null }; readonly group: string | null; readonly fault: null }
  | { readonly header: null; readonly group: null; readonly fault: string };
