import { z } from 'zod';
import { BadInput } from '../lib/bad-input.ts';
import { parseYaml } from './experiment-yaml.ts';
import { experimentSchema } from './experiment.ts';
import { fieldInfo } from './field.ts';
import { unwrap } from './parse.ts';

/** A field of the experiment as a flag: `--training.epochs`. */
export interface ExperimentFlag {
  /** `training.epochs` */
  readonly path: string;
  /** What its help says: title, unit, advice, choices, default. */
  readonly help: string;
  readonly schema: z.ZodType;
  /** May be given more than once, which makes a list. */
  readonly repeated: boolean;
}

/** Flags that were given: texts by path; several of one that was repeated. */
export type GivenFlags = ReadonlyMap<string, string | readonly string[]>;

/** One flag for every field; lists of steps (`--augment`) are given whole, as YAML. */
export function experimentFlags(): readonly ExperimentFlag[] {
  return Object.entries(experimentSchema.shape).flatMap(([key, schema]) => (key === 'formatVersion' ? [] : flagsOf(key, schema)));
}

function flagsOf(path: string, schema: z.ZodType): readonly ExperimentFlag[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) {
    const fields = Object.entries(inner.shape as Shape).flatMap(([key, each]) => flagsOf(`${path}.${key}`, each));
    return schema.safeParse(null).success ? [wholeGroup(path, schema), ...fields] : fields;
  }
  if (inner instanceof z.ZodDiscriminatedUnion) return kindFlags(path, inner.options as readonly z.ZodObject[]);
  return [{ path, schema, help: helpOf(path, schema, defaultInWords(schema)), repeated: isRepeated(schema) }];
}

/** Of a group that may be left out: its fields switch it on, this switches it off. */
function wholeGroup(path: string, schema: z.ZodType): ExperimentFlag {
  return { path, schema, help: helpOf(path, schema, defaultInWords(schema)), repeated: false };
}

type Shape = Readonly<Record<string, z.ZodType>>;

/** Fields of all kinds, each once: kinds that share one may have different defaults for it. */
function kindFlags(path: string, options: readonly z.ZodObject[]): readonly ExperimentFlag[] {
  const kinds = options.map((option) => ({ kind: String((unwrap(option.shape['kind']) as z.ZodLiteral).value), shape: option.shape as Shape }));
  const keys = new Set(kinds.flatMap(({ shape }) => Object.keys(shape)));
  keys.delete('kind');
  const kindFlag = { path: `${path}.kind`, schema: z.string(), help: `One of ${kinds.map(({ kind }) => kind).join(', ')}.`, repeated: false };
  const fields = [...keys].flatMap((key) => {
    const having = kinds.flatMap(({ kind, shape }) => (shape[key] ? [{ kind, schema: shape[key] }] : []));
    const [first] = having;
    if (!first) return [];
    const defaults = having.map(({ kind, schema }) => `${kind}: ${defaultInWords(schema) ?? 'must be given'}`).join('; ');
    return [{ path: `${path}.${key}`, schema: first.schema, help: helpOf(`${path}.${key}`, first.schema, defaults), repeated: isRepeated(first.schema) }];
  });
  return [kindFlag, ...fields];
}

/** Text or a list of texts. */
function isRepeated(schema: z.ZodType): boolean {
  const inner = unwrap(schema);
  return inner instanceof z.ZodUnion && inner.options.map(unwrap).every((option) => option instanceof z.ZodString || (option instanceof z.ZodArray && unwrap(option.element) instanceof z.ZodString));
}

function helpOf(path: string, schema: z.ZodType, defaults: string | null): string {
  const info = fieldInfo(schema);
  const unit = info?.unit === undefined ? '' : ` (${info.unit})`;
  const inner = unwrap(schema);
  const choices = inner instanceof z.ZodEnum ? `One of ${inner.options.join(', ')}.` : stepsInWords(inner);
  const what = info === null ? (choices === '' ? `${path}, as YAML.` : '') : `${info.title}${unit}. ${info.advice}`;
  const group = inner instanceof z.ZodObject ? `Give none to leave it out; to set a part of it, ${Object.keys(inner.shape).map((key) => `--${path}.${key}`).join(', ')}.` : '';
  const again = isRepeated(schema) ? 'Repeat it for several.' : '';
  return [what, choices, group, again, defaults === null ? '' : `[${defaults}]`].filter((part) => part !== '').join(' ');
}

/** Of a list of steps: how one is written, and what kinds with which fields there are. */
function stepsInWords(schema: unknown): string {
  const list = schema instanceof z.ZodUnion ? schema.options.map(unwrap).find((option) => option instanceof z.ZodArray) : schema;
  const element = list instanceof z.ZodArray ? unwrap(list.element) : null;
  if (!(element instanceof z.ZodDiscriminatedUnion)) return '';
  const kinds = (element.options as readonly z.ZodObject[]).map((option) => {
    const shape = option.shape as Shape;
    const fields = Object.keys(shape).filter((key) => key !== 'kind');
    return `${String((unwrap(shape['kind']) as z.ZodLiteral).value)}${fields.length === 0 ? '' : ` (${fields.join(', ')})`}`;
  });
  return `A list as YAML, such as "[{ kind: ${kinds[0]?.replace(/ .*/, '')} }]"; kinds and their fields: ${kinds.join(', ')}.`;
}

function defaultInWords(schema: z.ZodType): string | null {
  if (!(schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)) return null;
  const value: unknown = schema.def.defaultValue;
  return value === null ? 'none' : typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * The experiment with flags in place of what its file says.
 *
 * Another `kind` than the file's begins with its own defaults, since the
 * fields of the old one mean nothing to it.
 */
export function applyFlags(input: unknown, given: GivenFlags): unknown {
  const known = new Map(experimentFlags().map((flag) => [flag.path, flag]));
  // Kinds first: they decide which other fields there are; and groups before what is set in them.
  const paths = [...given.keys()].sort((a, b) => Number(b.endsWith('.kind')) - Number(a.endsWith('.kind')) || depth(a) - depth(b));
  return paths.reduce<unknown>((spec, path) => {
    const flag = known.get(path);
    if (!flag) throw new Error(`expected --${path} to be a flag of the experiment`);
    return withValue(spec, path.split('.'), parseFlag(flag, given.get(path) ?? []), experimentSchema);
  }, input);
}

const depth = (path: string): number => path.split('.').length;

/** A group with one value below it changed; groups on the way that are missing begin as their defaults do. */
function withValue(group: unknown, [key = '', ...rest]: readonly string[], value: unknown, schema: z.ZodType): unknown {
  const fields = asGroup(group ?? (schema instanceof z.ZodPrefault ? schema.def.defaultValue : {}), key);
  if (rest.length === 0) return key === 'kind' && fields['kind'] !== value ? { kind: value } : { ...fields, [key]: value };
  const inner = (unwrap(schema) as z.ZodObject).shape[key] as z.ZodType;
  return { ...fields, [key]: withValue(fields[key], rest, value, inner) };
}

function asGroup(value: unknown, key: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Readonly<Record<string, unknown>>;
  throw new BadInput(`expected a group of fields around ${key}, to set it by a flag, but found ${JSON.stringify(value)}`);
}

function parseFlag({ path, schema, repeated }: ExperimentFlag, given: string | readonly string[]): unknown {
  const [text = '', ...more] = [given].flat();
  if (repeated) return more.length === 0 ? text : [text, ...more];
  const inner = unwrap(schema);
  if (inner instanceof z.ZodString || inner instanceof z.ZodEnum) return text;
  if (inner instanceof z.ZodObject && text.trim() === 'none') return null;
  const isList = inner instanceof z.ZodArray || inner instanceof z.ZodTuple;
  const { value, problems } = parseYaml(isList && !text.trimStart().startsWith('[') ? `[${text}]` : text);
  if (problems.length > 0) throw new BadInput(`expected a value as YAML writes it after --${path}, but found ${JSON.stringify(text)}`);
  return value;
}
