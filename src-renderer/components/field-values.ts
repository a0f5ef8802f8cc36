import type { FieldInput, FormField, KindOption } from '../../src-shared/schema/describe-fields.ts';

export type FieldPath = readonly (string | number)[];

/** `['augment', 2, 'range']` as problems write it: "augment[2].range". */
export function pathInWords(path: FieldPath): string {
  return path.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? key : `${text}.${key}`), '');
}

/** What is shown where the file says nothing. */
export function shownValue(field: FormField, given: unknown): unknown {
  return given === undefined ? field.initial : given;
}

/** Whether a field of a group means something beside the values that the others have. */
export function applies({ only }: FormField, group: unknown, beside: readonly FormField[]): boolean {
  if (only === null) return true;
  return Object.entries(only).every(([key, values]) => {
    const given = under(group, key) ?? beside.find((field) => field.key === key)?.initial;
    return values.includes(String(given));
  });
}

/** What lies under a key of something that may be anything. */
export function under(value: unknown, key: string | number): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string | number, unknown>>)[key] : undefined;
}

/** The kind of a group; the first option's where it names none. */
export function kindOf(value: unknown, options: readonly KindOption[]): string {
  const kind = under(value, 'kind');
  return typeof kind === 'string' ? kind : (options[0]?.kind ?? '');
}

/** A new step: its kind, and values for what must be given. @param axes 2 for images, 3 for volumes. */
export function newStep({ kind, fields }: KindOption, axes: number): Record<string, unknown> {
  return { kind, ...newGroup(fields, axes) };
}

/** A new group: values for what must be given. @param axes 2 for images, 3 for volumes. */
export function newGroup(fields: readonly FormField[], axes: number): Record<string, unknown> {
  const needed = fields.filter(({ initial }) => initial === undefined).map(({ key, input }) => [key, firstValue(input, axes)] as const);
  return Object.fromEntries(needed);
}

function firstValue(input: FieldInput, axes: number): unknown {
  if (input.kind === 'choice') return input.options[0];
  if (input.kind === 'numbers') return firstSize(input.length ?? Math.min(Math.max(axes, input.fewest), input.most ?? input.fewest));
  return input.kind === 'number' ? (input.min ?? 0) : '';
}

/** A list of two or three numbers is a size: one for each axis. Of volumes a network holds the third power of it. */
function firstSize(axes: number): readonly number[] {
  return Array.from({ length: axes }, () => (axes === 3 ? 64 : 128));
}

/** A number as the user types it: "1e-3", "0,5"; undefined for an empty text, the text itself for what is none, so that it is shown as wrong. */
export function readNumber(text: string): number | string | undefined {
  const trimmed = text.trim().replace(',', '.');
  if (trimmed === '') return undefined;
  const value = Number(trimmed);
  return Number.isNaN(value) ? text : value;
}

/** "32, 64" → [32, 64] */
export function readNumbers(text: string): readonly (number | string)[] {
  return text
    .split(/[\s,;×x]+/)
    .filter((each) => each !== '')
    .map((each) => readNumber(each) ?? each);
}

/** What is wrong with a field; of a list of numbers, which one row shows, also with one of them. */
export function problemAt(path: string, problems: ReadonlyMap<string, string>, isList: boolean): string | null {
  const whole = problems.get(path);
  if (whole !== undefined || !isList) return whole ?? null;
  for (const [each, message] of problems) if (each.startsWith(`${path}[`)) return message;
  return null;
}

/** "at least 1", "0 to 0.9"; empty where nothing bounds it. */
export function rangeInWords(input: FieldInput): string {
  if (input.kind !== 'number') return '';
  const { min, max } = input;
  if (min !== null && max !== null) return `${min.toLocaleString('en')} to ${max.toLocaleString('en')}`;
  return min === null ? '' : `at least ${min.toLocaleString('en')}`;
}
