import { z } from 'zod';
import { fieldInfo } from './field.ts';
import { unwrap } from './parse.ts';

/** How a field is given: what a form draws for it. */
export type FieldInput =
  | { readonly kind: 'text' }
  | { readonly kind: 'flag' }
  | { readonly kind: 'choice'; readonly options: readonly (string | number)[] }
  /** Some of the options, at least one. */
  | { readonly kind: 'choices'; readonly options: readonly string[] }
  | { readonly kind: 'number'; readonly min: number | null; readonly max: number | null; readonly whole: boolean; readonly auto: boolean }
  /** A list of numbers, of a fixed length, or of any that is long enough and, where `most` is given, short enough. */
  | { readonly kind: 'numbers'; readonly length: number | null; readonly fewest: number; readonly most: number | null; readonly whole: boolean }
  | { readonly kind: 'group'; readonly fields: readonly FormField[] }
  /** One of several groups, named by its `kind`. */
  | { readonly kind: 'kinds'; readonly options: readonly KindOption[] }
  /** A list of groups, each of one of several kinds; or the word auto. */
  | { readonly kind: 'steps'; readonly options: readonly KindOption[]; readonly auto: boolean };

export interface KindOption {
  readonly kind: string;
  /** What the kind is or measures, in one sentence; empty where its fields say it. */
  readonly advice: string;
  readonly fields: readonly FormField[];
}

export interface FormField {
  readonly key: string;
  readonly title: string;
  readonly unit: string | null;
  /** One sentence; empty for a group that its fields explain. */
  readonly advice: string;
  readonly advanced: boolean;
  /** Shown only while each of these fields of its group has one of these values; null for always. */
  readonly only: Readonly<Record<string, readonly string[]>> | null;
  /** May be left empty, which is `null`. */
  readonly nullable: boolean;
  /** Undefined where a value must be given. */
  readonly initial: unknown;
  readonly input: FieldInput;
}

/** The fields of an object's schema as plain data, in their order. */
export function describeFields(schema: z.ZodType): readonly FormField[] {
  const object = unwrap(schema);
  if (!(object instanceof z.ZodObject)) throw new Error('expected the schema of an object');
  return Object.entries(object.shape as Readonly<Record<string, z.ZodType>>).flatMap(([key, each]) => {
    const input = inputOf(each);
    return input === null ? [] : [describe(key, each, input)];
  });
}

function describe(key: string, schema: z.ZodType, input: FieldInput): FormField {
  const info = fieldInfo(schema);
  return {
    key,
    title: info?.title ?? inTitle(key),
    unit: info?.unit ?? null,
    advice: info?.advice ?? '',
    advanced: info?.advanced ?? false,
    only: info?.only ?? null,
    nullable: schema.safeParse(null).success,
    initial: initialOf(schema),
    input,
  };
}

/** Null for what a form does not ask: versions, free-form extras. */
function inputOf(schema: z.ZodType): FieldInput | null {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodBoolean) return { kind: 'flag' };
  if (inner instanceof z.ZodString) return { kind: 'text' };
  if (inner instanceof z.ZodNumber) return numberInput(inner, false);
  if (inner instanceof z.ZodEnum) return { kind: 'choice', options: inner.options as string[] };
  if (inner instanceof z.ZodTuple) return tupleInput(inner);
  if (inner instanceof z.ZodArray) return listInput(inner, false);
  if (inner instanceof z.ZodDiscriminatedUnion) return { kind: 'kinds', options: kindOptions(inner) };
  if (inner instanceof z.ZodUnion) return unionInput(inner);
  if (inner instanceof z.ZodObject) return { kind: 'group', fields: describeFields(inner) };
  return null;
}

function tupleInput({ def: { items } }: z.ZodTuple): FieldInput {
  return { kind: 'numbers', length: items.length, fewest: items.length, most: items.length, whole: isWhole(items[0]) };
}

function numberInput(schema: z.ZodNumber, auto: boolean): FieldInput {
  return { kind: 'number', min: finite(schema.minValue), max: finite(schema.maxValue), whole: isWhole(schema), auto };
}

function listInput(schema: z.ZodArray, auto: boolean): FieldInput | null {
  const element = unwrap(schema.element);
  if (element instanceof z.ZodNumber) return { kind: 'numbers', length: null, fewest: fewestOf(schema), most: mostOf(schema), whole: isWhole(element) };
  if (element instanceof z.ZodEnum) return { kind: 'choices', options: element.options as string[] };
  if (element instanceof z.ZodDiscriminatedUnion) return { kind: 'steps', options: kindOptions(element), auto };
  return null;
}

function fewestOf(schema: z.ZodArray): number {
  const least = schema.def.checks?.find((each) => each instanceof z.core.$ZodCheckMinLength);
  return Math.max(1, least?._zod.def.minimum ?? 1);
}

function mostOf(schema: z.ZodArray): number | null {
  const greatest = schema.def.checks?.find((each) => each instanceof z.core.$ZodCheckMaxLength);
  return greatest?._zod.def.maximum ?? null;
}

function unionInput(schema: z.ZodUnion): FieldInput | null {
  const options = schema.options.map(unwrap);
  const literals = options.flatMap((option) => (option instanceof z.ZodLiteral ? [option.value as string | number] : []));
  if (literals.length === options.length) return { kind: 'choice', options: literals };
  const other = options.find((option) => !(option instanceof z.ZodLiteral));
  if (other instanceof z.ZodNumber) return numberInput(other, true);
  return other instanceof z.ZodArray ? listInput(other, true) : null;
}

function kindOptions(union: z.ZodDiscriminatedUnion): readonly KindOption[] {
  return (union.options as readonly z.ZodObject[]).map((option) => ({
    kind: String((unwrap(option.shape['kind']) as z.ZodLiteral).value),
    advice: fieldInfo(option)?.advice ?? '',
    fields: describeFields(option).filter(({ key }) => key !== 'kind'),
  }));
}

function initialOf(schema: z.ZodType): unknown {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault ? schema.def.defaultValue : undefined;
}

function isWhole(schema: unknown): boolean {
  return schema instanceof z.ZodNumber && schema.isInt;
}

/** Whole numbers are bounded by what a double holds exactly; no form needs to say so. */
function finite(bound: number | null): number | null {
  return bound === null || Math.abs(bound) >= Number.MAX_SAFE_INTEGER ? null : bound;
}

/** "cacheBudget" → "Cache budget" */
function inTitle(key: string): string {
  const words = key.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
