import { detectLayout } from '../../src-main/files/detect-layout.ts';
import type { LayoutWish } from '../../src-main/files/detect-layout.ts';
import { FileList } from '../../src-main/files/file-list.ts';
import type { IndexedFile } from '../../src-main/files/indexed-file.ts';
import { scan } from '../../src-main/files/scan.ts';
import type { LayoutFinding } from '../../src-shared/domain/dataset.ts';
import { collect } from './make-tree.ts';

/** How a folder is arranged, with all its rows at hand. */
export interface Detected {
  readonly finding: LayoutFinding;
  readonly records: readonly IndexedFile[];
}

export async function detect(folder: string, wish: LayoutWish = { layout: 'auto', manifest: null }): Promise<Detected> {
  const { finding, records } = detectLayout(folder, FileList.from(await collect(scan(folder))), wish);
  return { finding, records: [...records] };
}
