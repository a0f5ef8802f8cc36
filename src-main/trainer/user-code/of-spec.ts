import { join } from 'node:path';
import type { ResolvedExperiment } from '../../../src-shared/domain/experiment.ts';
import { codeEntries } from '../../../src-shared/lib/code-entries.ts';
import type { RunFile } from '../../../src-shared/schema/run-file.ts';
import type { LoadedCode } from '../experiment-data.ts';
import type { CodeFile } from './code-file.ts';
import { loadUserCode } from './load.ts';

/** Loads the user's code that a spec names. */
export async function loadSpecCode(spec: ResolvedExperiment, files: readonly CodeFile[]): Promise<LoadedCode> {
  return { files, loaded: await loadUserCode(files, codeEntries(spec), spec.extra) };
}

/** Loads the copies that a run has of the user's code. */
export function loadRunCode(folder: string, { spec, code = [] }: Pick<RunFile, 'spec' | 'code'>): Promise<LoadedCode> {
  return loadSpecCode(spec, code.map(({ from, path, sha256 }) => ({ from, at: join(folder, path), sha256 })));
}
