import { z } from 'zod';

/** The folded groups of the experiment form, in order. */
export const FIELD_GROUPS = ['data', 'augmentation', 'network', 'training', 'saving'] as const;
export type FieldGroup = (typeof FIELD_GROUPS)[number];

/** What the form, the command line's help and the docs say about a field. */
export interface FieldInfo {
  readonly title: string;
  /** "images", "degrees", "epochs"; left out where the value has none. */
  readonly unit?: string;
  /** One sentence: what to do with it when it goes wrong. */
  readonly advice: string;
  /** Shown only after *advanced* is opened. */
  readonly advanced?: boolean;
  /** Where it means something: only while each of these fields beside it has one of these values. */
  readonly only?: Readonly<Record<string, readonly string[]>>;
}

const infos = z.registry<FieldInfo>();

/** Gives a schema the words that describe it to the user. */
export function field<Schema extends z.ZodType>(schema: Schema, info: FieldInfo): Schema {
  infos.add(schema, info);
  return schema;
}

export function fieldInfo(schema: z.ZodType): FieldInfo | null {
  return infos.get(schema) ?? null;
}
