import { dirname } from 'node:path';

/** What of `process` is needed to know where the user stands. */
export interface Standing {
  readonly env: Record<string, string | undefined>;
  cwd(): string;
  chdir(folder: string): void;
}

/**
 * Goes back to where the user stands: npm runs `npm --prefix <app> run delira`
 * in the app's own folder, to which no path that the user typed is relative.
 *
 * What this process starts may be run elsewhere, so it is not told.
 */
export function standWhereNpmWasCalled(process: Standing): void {
  const { INIT_CWD: stood, npm_lifecycle_event: script, npm_package_json: packageFile } = process.env;
  if (stood === undefined || script !== 'delira' || packageFile === undefined || dirname(packageFile) !== process.cwd()) return;
  delete process.env['INIT_CWD'];
  process.chdir(stood);
}
