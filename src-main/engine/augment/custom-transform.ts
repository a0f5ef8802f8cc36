import type { Sample } from '../../../src-shared/domain/sample.ts';
import type { TransformSpec } from '../../../src-shared/schema/experiment.ts';
import { codeResult, hasFunctions } from '../user-code.ts';
import type { CodeArguments, CodeSpec, UserCode } from '../user-code.ts';
import type { Transform } from './transform.ts';

/** What the file of a transform exports by default; `name` and `describe` may be left out. */
export type TransformFactory<Parameters, Options = Readonly<Record<string, unknown>>> = (args: CodeArguments<Options>) => UserTransform<Parameters>;

export type UserTransform<Parameters> = Pick<Transform<Parameters>, 'draw' | 'apply'> & Partial<Pick<Transform<Parameters>, 'name' | 'describe'>>;

/** A transform of the user's. */
export function customTransform(spec: Extract<TransformSpec, { kind: 'custom' }>, code: UserCode): Transform<unknown> {
  const isTransform = (value: unknown): value is UserTransform<unknown> => hasFunctions(value, 'draw', 'apply');
  const transform = codeResult(code, spec, 'an object with the functions draw and apply', {}, isTransform);
  const name = transform.name ?? shortName(spec);
  return {
    name,
    draw: (sample, random) => transform.draw(sample, random),
    apply: (sample, parameters) => expectSample(transform.apply(sample, parameters), spec),
    describe: (parameters) => transform.describe?.(parameters) ?? name,
  };
}

/** `blur` of `./code/blur.ts` */
function shortName({ file }: CodeSpec): string {
  return file.replace(/^.*[\\/]/, '').replace(/\.[^.]*$/, '');
}

function expectSample(value: unknown, { file }: CodeSpec): Sample {
  if (typeof value === 'object' && value !== null && 'arrays' in value && 'path' in value) return value as Sample;
  throw new TypeError(`${file}: expected apply to give a sample, but found ${typeof value}: return { ...sample, arrays: { ...sample.arrays, image } }`);
}
