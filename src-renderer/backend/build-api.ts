import { METHOD_NAMES } from '../../src-shared/api/index.ts';
import type { Api } from '../../src-shared/api/index.ts';

/** An Api whose every method is one call of `call` with its name, such as `runs.get`. */
export function buildApi(call: (name: string, argument: unknown) => Promise<unknown>): Api {
  const nouns: Record<string, Record<string, (argument?: unknown) => Promise<unknown>>> = {};
  for (const name of METHOD_NAMES) {
    const [noun = '', verb = ''] = name.split('.');
    (nouns[noun] ??= {})[verb] = (argument) => call(name, argument ?? null);
  }
  return nouns as unknown as Api;
}
