import { existsSync, readFileSync, statSync } from 'node:fs';
import { HEARTBEAT_STALE_MS } from '../../src-shared/domain/run-folder.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { parse } from '../../src-shared/schema/parse.ts';
import { RUN_FORMAT_VERSION, parseJson, processFileSchema } from '../../src-shared/schema/run-file.ts';
import type { ProcessFile } from '../../src-shared/schema/run-file.ts';
import { identifyProcess, processState } from '../threads/process-identity.ts';
import { writeAtomically } from '../threads/atomic-file.ts';
import type { RunPaths } from './run-folder.ts';

/**
 * @throws BadInput if a process that lives works on the run. One of another
 * machine or container cannot be asked; there its heartbeat tells.
 */
export async function refuseIfOwned(paths: RunPaths): Promise<void> {
  const owner = readOwner(paths.process);
  if (owner === null) return;
  const state = await processState(owner);
  const works = state === 'alive' || (state === 'elsewhere' && heartbeatAgeMs(paths.heartbeat) < HEARTBEAT_STALE_MS);
  if (!works) return;
  throw new BadInput(`expected nobody to work on ${paths.folder}, but found process ${owner.pid} of ${owner.host} at it`, {
    help: 'Stop it first, or wait until it has finished.',
  });
}

/** Writes who works on the run from now on: this process. */
export async function becomeOwner(paths: RunPaths, attempt: number, command: ProcessFile['command']): Promise<void> {
  const identity = await identifyProcess();
  if (identity === null) throw new Error('expected the system to know this process, but it does not');
  const file: ProcessFile = { formatVersion: RUN_FORMAT_VERSION, attempt, command, ...identity };
  writeAtomically(paths.process, JSON.stringify(file, null, 1));
}

function readOwner(path: string): ProcessFile | null {
  if (!existsSync(path)) return null;
  return parse(processFileSchema, parseJson(readFileSync(path, 'utf8'), path), path);
}

function heartbeatAgeMs(path: string): number {
  return existsSync(path) ? Date.now() - statSync(path).mtimeMs : Infinity;
}
