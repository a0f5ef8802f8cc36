import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Builds what the tests open, once for all of them and all workers, unless it is as it should be. */
export default function buildPages(): void {
  const cwd = join(import.meta.dirname, '../..');
  const { status } = spawnSync(process.execPath, ['build.mjs', '--if-stale', 'fake', 'gallery'], { cwd, stdio: 'inherit' });
  if (status !== 0) throw new Error(`expected the pages to build, but found status ${status}`);
}
