import type { Side } from '../../src-shared/domain/sample.ts';

/** What a click on a bar asks for: the samples of a class, of one side or of all (null). */
export interface ClassFilter {
  readonly label: string;
  readonly side: Side | 'none' | null;
}
