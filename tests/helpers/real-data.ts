import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';

export type RealData = 'mnist-png' | 'mednist' | 'nuclei' | 'hippocampus' | 'hippocampus-dicom' | 'formats';

/** Where the archives of real images lie: `DELIRA_TEST_DATA`, or `shared/data` beside the checkout. */
export function realDataFolder(): string | null {
  const folders = [process.env['DELIRA_TEST_DATA'], resolve(import.meta.dirname, '../../../shared/data')];
  return folders.find((folder) => folder !== undefined && existsSync(join(folder, 'mednist.tar.gz'))) ?? null;
}

export const NO_REAL_DATA = 'needs the real images: set DELIRA_TEST_DATA to the folder with their archives';

/** The folder that an archive unpacks to, in a cache outside the repository; null where there is no archive. */
export function realData(name: RealData): string | null {
  const source = realDataFolder();
  if (source === null) return null;
  const archive = join(source, `${name}.tar.gz`);
  if (!existsSync(archive)) return null;
  const { size, mtimeMs } = statSync(archive);
  const cache = join(process.env['DELIRA_TEST_CACHE'] ?? join(tmpdir(), `delira-test-data-${userInfo().username}`));
  const folder = join(cache, `${name}-${size}-${Math.round(mtimeMs)}`);
  if (!existsSync(folder)) unpack(archive, folder);
  return join(folder, name);
}

/** Unpacked beside and renamed, so that two tests that begin together cannot see half of it. */
function unpack(archive: string, folder: string): void {
  const partial = `${folder}.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  execFileSync('tar', ['xzf', archive, '-C', partial]);
  try {
    renameSync(partial, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(partial, { recursive: true, force: true });
  }
}
