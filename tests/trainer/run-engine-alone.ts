import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Told } from './told.ts';

/** What the engine says of a run in plain Node, without a trainer, loader threads or bundles; nothing is written to the folder. */
export function runEngineAlone(folder: string, codePath = '6x16'): Told[] {
  const words = ['--experimental-wasm-revectorize', '--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'engine-alone.ts'), folder, codePath];
  const output = execFileSync(process.execPath, words, { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' }, maxBuffer: 2 ** 26 });
  return output.trimEnd().split('\n').map((line) => JSON.parse(line) as Told);
}
