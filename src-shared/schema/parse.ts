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
        message: unknownKey(key, pathInWords([...issue.path, key]), keysAt(schema, issue.path, issue.input), placesIn(schema)),
      }));
    case 'invalid_union':
      return unionProblems(issue, schema);
    case 'custom':
      return [{ path, message: issue.message }];
    case 'invalid_value':
      return [{ path, message: `${expected(issue)}, but found ${found(issue.input)}${hint(issue.input, issue.values.map(String))}` }];
    default:
      return [{ path, message: `${expected(issue)}${exampleFor(issue, schema)}, but found ${found(issue.input)}` }];
  }
}

/** How a group of fields is written, where something else stands in its place. */
function exampleFor(issue: z.core.$ZodIssue, schema: z.ZodType): string {
  if (issue.code !== 'invalid_type' || issue.expected !== 'object') return '';
  const group = unwrap(schemaAt(schema, issue.path));
  const inner = group instanceof z.ZodDiscriminatedUnion ? group.options[0] : group;
  if (!(inner instanceof z.ZodObject)) return '';
  const fields = Object.entries(inner.shape as Readonly<Record<string, z.ZodType>>);
  // One that must be given, if there is one.
  const first = fields.find(([, each]) => !each.safeParse(undefined).success) ?? fields[0];
  if (!first) return '';
  const [key, field] = first;
  const bare = unwrap(field);
  const value: unknown = bare instanceof z.ZodLiteral ? bare.value : field instanceof z.ZodDefault ? field.def.defaultValue : '…';
  return ` such as { ${key}: ${typeof value === 'string' ? value : JSON.stringify(value)} }`;
}

/**
 * Looked for beside it, and on all other levels: a key in the wrong group is
 * the commonest slip of all. One that is known at this very place belongs to
 * another kind of the group.
 */
function unknownKey(key: string, path: string, known: readonly string[], everywhere: readonly KeyPlace[]): string {
  const elsewhere = everywhere.filter((each) => each.path !== path);
  if (elsewhere.length < everywhere.length) return `expected a key of this kind (${known.join(', ')}), but found "${key}", which another kind has`;
  const exact = [...new Set(elsewhere.filter((each) => each.key === key).map(({ path }) => path))];
  const near = nearest(key, known);
  if (exact.length === 1 || (near === null && exact.length > 0)) return `expected a known key, but found "${key}": did you mean ${exact.slice(0, MOST_PLACES).join(' or ')}?`;
  if (near !== null) return `expected a known key, but found "${key}": did you mean "${near}"?`;
  const far = nearest(key, elsewhere.map((each) => each.key));
  const place = elsewhere.find((each) => each.key === far);
  if (place) return `expected a known key, but found "${key}": did you mean ${place.path}?`;
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
  const options = 'options' in issue && Array.isArray(issue.options) ? issue.options.filter((option) => option !== undefined).map(String) : [];
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
  const inner = unwrap(schemaAt(schema, path));
  if (inner instanceof z.ZodObject) return Object.keys(inner.shape);
  if (inner instanceof z.ZodDiscriminatedUnion && isRecord(input)) {
    const option = inner.options.find((each) => optionFits(each, inner.def.discriminator, input));
    return option instanceof z.ZodObject ? Object.keys(option.shape) : [];
  }
  return [];
}

function schemaAt(schema: z.ZodType, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((here, key) => step(unwrap(here), key), schema);
}

/** A key that a schema knows on some level, and the path that leads to it. */
interface KeyPlace {
  readonly key: string;
  readonly path: string;
}

/** More would be no hint. */
const MOST_PLACES = 3;

/** Every key of a schema with its path, the shallow ones first; `augment[].degrees` in a list. */
function placesIn(schema: unknown, path = ''): readonly KeyPlace[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodArray) return placesIn(inner.element, `${path}[]`);
  if (inner instanceof z.ZodUnion) return inner.options.flatMap((option) => placesIn(option, path));
  if (!(inner instanceof z.ZodObject)) return [];
  const own = Object.entries(inner.shape as Readonly<Record<string, z.ZodType>>).map(([key, each]) => ({ key, path: path === '' ? key : `${path}.${key}`, each }));
  return [...own.map(({ key, path: at }) => ({ key, path: at })), ...own.flatMap(({ path: at, each }) => placesIn(each, at))];
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
