import { registerHooks } from 'node:module';
import { dirname, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { entryUrl } from '../../threads/entry.ts';
import type { CodeFile } from './code-file.ts';

/**
 * Has Node find what the user's code imports, in this thread: `delira` is the
 * app's own entry wherever the file lies, files beside it are those that were
 * agreed to, and packages are looked for where the user wrote the file.
 */
export function resolveCode(files: readonly CodeFile[]): void {
  const byUrl = new Map(files.map((file) => [pathToFileURL(file.at).href, file]));
  const byPath = new Map(files.map((file) => [file.from, file]));
  registerHooks({
    resolve: (specifier, context, next) => {
      if (specifier === 'delira') return { url: entryUrl('delira').href, format: 'module', shortCircuit: true };
      const named = byUrl.get(specifier);
      if (named) return { url: specifier, format: formatOf(named), shortCircuit: true };
      const parent = byUrl.get(context.parentURL ?? '');
      if (!parent) return next(specifier, context);
      if (!/^\.{0,2}\//.test(specifier)) return next(specifier, { ...context, parentURL: pathToFileURL(parent.from).href });
      const file = byPath.get(resolve(dirname(parent.from), specifier));
      if (file) return { url: pathToFileURL(file.at).href, format: formatOf(file), shortCircuit: true };
      throw new BadInput(`${parent.from}: expected imports by the whole name of a file, in quotes, so that it goes with the run, but found ${specifier}`);
    },
  });
}

/** Always modules: no package.json beside a run's copy says so. */
function formatOf({ from }: CodeFile): string {
  const extension = extname(from);
  if (extension === '.json') return 'json';
  return extension === '.ts' || extension === '.mts' ? 'module-typescript' : 'module';
}
