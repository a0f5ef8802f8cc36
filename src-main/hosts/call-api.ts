import { argumentSchema } from '../../src-shared/api/index.ts';
import type { Api } from '../../src-shared/api/index.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { parse } from '../../src-shared/schema/parse.ts';

/**
 * Makes a call that came from outside, by the method's name and an argument that nobody has looked at.
 *
 * @throws BadInput before anything runs, if there is no such method or the argument is not what it takes.
 */
export async function callApi(api: Api, name: string, argument: unknown): Promise<unknown> {
  const schema = argumentSchema(name);
  if (schema === undefined) throw new BadInput(`expected the name of a method, but found ${JSON.stringify(name)}`);
  const [noun, verb] = name.split('.') as [string, string];
  const methods = (api as unknown as Record<string, Record<string, (argument?: unknown) => Promise<unknown>>>)[noun] ?? {};
  const method = methods[verb];
  if (method === undefined) throw new Error(`expected the services to answer ${name}`);
  if (schema !== null) return await method.call(methods, parse(schema, argument, name));
  if (argument !== undefined && argument !== null) throw new BadInput(`${name}: expected no argument, but found one`);
  return await method.call(methods);
}
