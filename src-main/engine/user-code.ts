import { BadInput } from '../../src-shared/lib/bad-input.ts';

/**
 * The user's own code, loaded by whoever may open files: the engine asks for
 * the default export of a file that a spec names, and checks what it is.
 */
export interface UserCode {
  /** The default export of a file, by the path that the spec gives. */
  get(file: string): unknown;
  /** The experiment's `extra`, untouched. */
  readonly extra: Readonly<Record<string, unknown>>;
}

/** What all of the user's code is given, beside what its place is about. */
export interface CodeArguments<Options = Readonly<Record<string, unknown>>> {
  /** As the experiment gives them beside the file. */
  readonly options: Options;
  /** The experiment's `extra`, untouched. */
  readonly extra: Readonly<Record<string, unknown>>;
}

/** Of an experiment that names no file of the user's. */
export const NO_CODE: UserCode = {
  get: (file) => {
    throw new Error(`expected the code of ${file} to have been loaded`);
  },
  extra: {},
};

/** A file of the user's, as a spec names it. */
export interface CodeSpec {
  readonly file: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** The default export as a function. @param what it should make, for the sentence that says so. */
export function codeFunction(code: UserCode, file: string, what: string): (args: unknown) => unknown {
  const found = code.get(file);
  if (typeof found === 'function' && !isClass(found)) return found as (args: unknown) => unknown;
  throw wrongExport(file, `a function that gives ${what}`, found);
}

/** Calls the default export and has what it gives checked. */
export function codeResult<T>(code: UserCode, { file, options }: CodeSpec, what: string, args: object, fits: (value: unknown) => value is T): T {
  const made = codeFunction(code, file, what)({ options, extra: code.extra, ...args });
  if (fits(made)) return made;
  throw new BadInput(`${file}: expected its default export to give ${what}, but found ${found(made)}`);
}

export function wrongExport(file: string, what: string, value: unknown): BadInput {
  return new BadInput(`${file}: expected its default export to be ${what}, but found ${found(value)}`, {
    help: 'Write "export default" before it; "delira new" writes a file to begin with.',
  });
}

/** A class cannot be called, and says so in its text. */
export function isClass(value: unknown): value is new (args: never) => object {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
}

/** Whether a value is an object with functions of these names. */
export function hasFunctions(value: unknown, ...names: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && names.every((name) => typeof (value as Record<string, unknown>)[name] === 'function');
}

function found(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (isClass(value)) return `the class ${value.name}`;
  if (typeof value === 'function') return 'a function';
  if (value instanceof Promise) return 'a promise';
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? `an object with ${Object.keys(value).join(', ') || 'nothing in it'}` : JSON.stringify(value);
}
