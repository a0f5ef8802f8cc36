import { z } from 'zod';
import { BadInput } from '../lib/bad-input.ts';
import { nearest } from '../lib/nearest.ts';

/** One thing that is wrong, with the path that leads to it: `augment[2].range`. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly Problem[] };

/** Checks a value from outside against a schema; every problem names its path. */
export function check<Schema extends z.ZodType>(schema: Schema, value: unknown): Parsed<z.output<Schema>> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, problems: result.error.issues.flatMap((issue) => toProblems(issue, schema)) };
}

/**
 * The value, or a `BadInput` that says what was expected and found.
 *
 * @param what names the whole in the message: "experiment", "run.json".
 */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> {
  const result = check(schema, value);
  if (result.ok) return result.value;
  throw new BadInput(`${what}: ${result.problems.map(inWords).join('; ')}`);
}

export function inWords(problem: Problem): string {
  return problem.path === '' ? problem.message : `${problem.path}: ${problem.message}`;
}

function toProblems(issue: z.core.$ZodIssue, schema: z.ZodType): Problem[] {
  const path = pathInWords(issue.path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: pathInWords([...issue.path, key]),
        message: unknownKey(key, keysAt(schema, issue.path, issue.input)),
      }));
    case 'invalid_union':
      return unionProblems(issue, schema);
    case 'custom':
      return [{ path, message: issue.message }];
    case 'invalid_value':
      return [{ path, message: `${expected(issue)}, but found ${found(issue.input)}${hint(issue.input, issue.values.map(String))}` }];
    default:
      return [{ path, message: `${expected(issue)}, but found ${found(issue.input)}` }];
  }
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  if (near !== null) return `expected a known key, but found "${key}": did you mean "${near}"?`;
  return `expected a known key${known.length > 0 ? ` (${known.join(', ')})` : ''}, but found "${key}"`;
}

function unionProblems(issue: z.core.$ZodIssueInvalidUnion, schema: z.ZodType): Problem[] {
  if (typeof issue.discriminator === 'string') return [kindProblem(issue, issue.discriminator)];
  // An option whose type fits, so that only something inside it is wrong, is the one that was meant.
  const meant = issue.errors.find((inner) => inner.length > 0 && inner.every((each) => each.path.length > 0));
  if (meant) return meant.flatMap((each) => toProblems({ ...each, path: [...issue.path, ...each.path] }, schema));
  const options = issue.errors.flatMap(([first]) => (first ? [expected(first).replace(/^expected /, '')] : []));
  return [{ path: pathInWords(issue.path), message: `expected ${options.join(' or ')}, but found ${found(issue.input)}` }];
}

/** The `kind` of a group of fields is none of those known. */
function kindProblem(issue: z.core.$ZodIssueInvalidUnion, discriminator: string): Problem {
  const path = pathInWords(issue.path);
  const options = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
  const at = path === '' || path.endsWith(discriminator) ? path : `${path}.${discriminator}`;
  const given = isRecord(issue.input) ? issue.input[discriminator] : issue.input;
  return { path: at, message: `expected one of ${options.join(', ')}, but found ${found(given)}${hint(given, options)}` };
}

function hint(given: unknown, options: readonly string[]): string {
  const near = typeof given === 'string' ? nearest(given, options) : null;
  return near === null ? '' : `: did you mean "${near}"?`;
}

function expected(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'nonoptional' ? 'expected a value' : `expected ${article(String(issue.expected))}`;
    case 'too_small':
      return `expected ${sizeOf(issue.origin)}${issue.inclusive ? 'at least' : 'more than'} ${String(issue.minimum)}`;
    case 'too_big':
      return `expected ${sizeOf(issue.origin)}${issue.inclusive ? 'at most' : 'less than'} ${String(issue.maximum)}`;
    case 'invalid_value':
      return issue.values.length === 1
        ? `expected ${JSON.stringify(issue.values[0])}`
        : `expected one of ${issue.values.map(String).join(', ')}`;
    case 'not_multiple_of':
      return `expected a multiple of ${String(issue.divisor)}`;
    case 'invalid_format':
      // A pattern says little; its schema carries a sentence instead.
      return issue.format === 'regex' ? issue.message : `expected text of the form ${issue.format}`;
    default:
      return issue.message;
  }
}

function article(type: string): string {
  const names: Readonly<Record<string, string>> = {
    string: 'text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    tuple: 'a list',
    object: 'a group of fields',
    record: 'a group of fields',
  };
  return names[type] ?? type;
}

function sizeOf(origin: string): string {
  if (origin === 'string') return 'text of a length of ';
  if (origin === 'array' || origin === 'set') return 'a list with a length of ';
  return '';
}

function found(input: unknown): string {
  if (input === undefined) return 'nothing';
  if (input === null) return 'null';
  if (Array.isArray(input)) return `a list of ${input.length}`;
  if (typeof input === 'object') return 'a group of fields';
  const text = JSON.stringify(input) ?? String(input);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function pathInWords(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

/** The keys that a schema knows at a path, for the hint at a misspelt one. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[], input: unknown): readonly string[] {
  let here: unknown = schema;
  for (const key of path) here = step(unwrap(here), key);
  const inner = unwrap(here);
  if (inner instanceof z.ZodObject) return Object.keys(inner.shape);
  if (inner instanceof z.ZodDiscriminatedUnion && isRecord(input)) {
    const option = inner.options.find((each) => optionFits(each, inner.def.discriminator, input));
    return option instanceof z.ZodObject ? Object.keys(option.shape) : [];
  }
  return [];
}

function optionFits(option: unknown, discriminator: string, input: Record<string, unknown>): boolean {
  if (!(option instanceof z.ZodObject)) return false;
  const field = (option.shape as Record<string, z.ZodType>)[discriminator];
  return field !== undefined && field.safeParse(input[discriminator]).success;
}

function step(schema: unknown, key: PropertyKey): unknown {
  if (schema instanceof z.ZodObject) return (schema.shape as Record<PropertyKey, unknown>)[key];
  if (schema instanceof z.ZodArray) return schema.element;
  if (schema instanceof z.ZodUnion) return schema.options.map((option) => step(unwrap(option), key)).find((inner) => inner !== undefined);
  return undefined;
}

/** The schema below defaults, optionals and the like. */
export function unwrap(schema: unknown): unknown {
  let here = schema;
  while (
    here instanceof z.ZodDefault ||
    here instanceof z.ZodPrefault ||
    here instanceof z.ZodOptional ||
    here instanceof z.ZodNullable ||
    here instanceof z.ZodReadonly ||
    here instanceof z.ZodPipe
  ) {
    here = here instanceof z.ZodPipe ? here.def.in : here.def.innerType;
  }
  return here;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
