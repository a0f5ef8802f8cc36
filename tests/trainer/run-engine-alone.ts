import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { KEY_FILE_VARIABLE } from '../../src-main/trainer/sealed-split.ts';
import type { Told } from './told.ts';

export interface EngineAlone {
  readonly codePath?: string;
  /** Of the data folder that the run was made in, if it was made in one: tells where its images lie. */
  readonly keyFile?: string;
}

/** What the engine says of a run in plain Node, without a trainer, loader threads or bundles; nothing is written to the folder. */
export function runEngineAlone(folder: string, { codePath = '6x16', keyFile }: EngineAlone = {}): Told[] {
  const words = ['--experimental-wasm-revectorize', '--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'engine-alone.ts'), folder, codePath];
  const output = execFileSync(process.execPath, words, { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '', ...(keyFile !== undefined && { [KEY_FILE_VARIABLE]: keyFile }) }, maxBuffer: 2 ** 26 });
  return output.trimEnd().split('\n').map((line) => JSON.parse(line) as Told);
}
