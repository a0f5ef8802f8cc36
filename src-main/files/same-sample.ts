import type { MaskRecord, PartRecord } from '../../src-shared/domain/sample.ts';
import type { IndexedFile } from './indexed-file.ts';

/** Whether none of its files has changed. */
export function isSameSample(row: IndexedFile, earlier: IndexedFile): boolean {
  return isSameFile(row, earlier) && isSameMask(row.mask, earlier.mask) && areSameParts(row.parts ?? [], earlier.parts ?? []) && String(row.files) === String(earlier.files);
}

function areSameParts(parts: readonly PartRecord[], earlier: readonly PartRecord[]): boolean {
  return parts.length === earlier.length && parts.every((part, i) => part.path === earlier[i]?.path && part.array === earlier[i].array && isSameFile(part, earlier[i]));
}

/** By size and time, as the scan knows them. */
export function isSameFile(row: Pick<IndexedFile, 'sizeBytes' | 'modifiedMs'>, earlier: Pick<IndexedFile, 'sizeBytes' | 'modifiedMs'>): boolean {
  return row.sizeBytes === earlier.sizeBytes && row.modifiedMs === earlier.modifiedMs;
}

function isSameMask(mask: MaskRecord | null, earlier: MaskRecord | null): boolean {
  return mask === null || earlier === null ? mask === earlier : mask.path === earlier.path && isSameFile(mask, earlier);
}
