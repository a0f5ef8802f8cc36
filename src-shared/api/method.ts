import { z } from 'zod';

/** The schema of a method's one argument, or null if it takes none. */
export type ArgumentSchema = z.ZodType | null;

/**
 * Ties each method of an interface to the schema that hosts check its
 * argument with. A method takes one plain object, or nothing.
 */
export type Methods<Api> = {
  readonly [Name in keyof Api]: Api[Name] extends (argument: infer Argument) => Promise<unknown>
    ? unknown extends Argument
      ? null
      : z.ZodType<Argument>
    : never;
};

export const id = z.string().min(1).max(64);
export const page = { offset: z.int().min(0), limit: z.int().min(1).max(1000) };

export interface Page<Row> {
  readonly total: number;
  readonly rows: readonly Row[];
}
