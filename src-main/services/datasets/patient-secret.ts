import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';

const NAME = 'patients.key';
const BYTES = 32;
/** For this user alone: with it, numbers of patients could be tried out against groups. */
const PRIVATE = 0o600;

/**
 * The secret that stands between patients and their groups, in hex, from a file
 * in the data folder that is made at first use. Of several hosts that begin
 * together, all get that of the first.
 */
export function patientSecret(dataFolder: string): string {
  const path = patientKeyFile(dataFolder);
  return read(path) ?? make(path);
}

export function patientKeyFile(dataFolder: string): string {
  return join(dataFolder, NAME);
}

function read(path: string): string | null {
  try {
    const secret = readFileSync(path, 'utf8').trim();
    if (secret.length === 2 * BYTES && /^[0-9a-f]+$/.test(secret)) return secret;
    throw new BadInput(`expected a key of ${2 * BYTES} hexadecimal digits in ${path}, but found ${secret.length} characters`, { help: 'Put the file back from a copy, or remove it: groups of patients are then made anew at the next index, and runs that it seals cannot go on.' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Written whole beside, then given its name, unless another host was first. */
function make(path: string): string {
  const partial = `${path}.${process.pid}`;
  writeFileSync(partial, `${randomBytes(BYTES).toString('hex')}\n`, { mode: PRIVATE });
  try {
    linkSync(partial, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(partial, { force: true });
  }
  return read(path) ?? make(path);
}
