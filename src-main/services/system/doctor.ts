import { statfs } from 'node:fs/promises';
import { availableParallelism, cpus, release } from 'node:os';
import packageFile from '../../../package.json' with { type: 'json' };
import type { Doctor } from '../../../src-shared/api/system.ts';
import { flattenError } from '../../../src-shared/lib/bad-input.ts';
import { storeFacts } from '../../store/upkeep.request.ts';
import type { Background } from '../background.ts';
import type { Core } from '../core.ts';
import { isOpenToOthers } from '../data-folder.ts';

/** A run's checkpoints alone may take so much. */
const LITTLE_DISK_BYTES = 2 * 2 ** 30;

/** Looks the whole installation over. The self-test of the backends takes a second or two, in a process of its own. */
export async function examine({ options, parts, store, calls }: Core, background: Background): Promise<Doctor> {
  const problems = [...background.problems];
  const backends = await calls('selftest', {}).catch((error: unknown) => {
    problems.push(`expected the backends to pass their self-test, but ${flattenError(error).message}`);
    return [];
  });
  const facts = await store.call(storeFacts, null);
  const { bavail, bsize } = await statfs(parts.folder);
  const freeBytes = bavail * bsize;
  if (freeBytes < LITTLE_DISK_BYTES) problems.push(`expected ${inGigabytes(LITTLE_DISK_BYTES)} free beside ${parts.folder}, but found ${inGigabytes(freeBytes)}: make room, or choose another output folder for runs`);
  if (isOpenToOthers(parts.folder)) problems.push(`expected only you to have access to ${parts.folder}, but others have too: chmod 700 it, unless it is shared on purpose`);
  for (const { choice } of backends) problems.push(...(choice?.warnings ?? []));
  return {
    appVersion: packageFile.version,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch} ${release()}`,
    cpu: `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} threads`,
    electron: options.electron,
    backends,
    dataFolder: parts.folder,
    databaseBytes: facts.databaseBytes,
    freeBytes,
    sqlite: facts.sqlite,
    owner: store.owner,
    packages: Object.fromEntries(NAMED.map((name) => [name, packageFile.dependencies[name]])),
    problems: [...facts.problems, ...problems],
  };
}

/** Packages whose version a report of an error should name. */
const NAMED = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers', 'better-sqlite3', 'sharp', 'zod'] as const;

function inGigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GB`;
}
