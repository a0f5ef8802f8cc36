import { expect, it } from 'vitest';
import { applies } from '../../../src-renderer/components/field-values.ts';
import { describeFields } from '../../../src-shared/schema/describe-fields.ts';
import { splitSchema } from '../../../src-shared/schema/experiment/split.ts';

const fields = describeFields(splitSchema);
const shown = (split: unknown) => fields.filter((field) => applies(field, split, fields)).map(({ key }) => key);

it('folds are asked for only in a k-fold, a file only where it can say the sides, and a test share where one is drawn', () => {
  expect(shown({ kind: 'k-fold' })).toEqual(['kind', 'validation', 'folds', 'fold', 'stratify', 'groupBy', 'file', 'confirmLeak', 'seed']);
  expect(shown({ kind: 'random' })).toEqual(['kind', 'validation', 'test', 'stratify', 'groupBy', 'confirmLeak', 'seed']);
  expect(shown({ kind: 'file' })).toEqual(['kind', 'validation', 'fold', 'stratify', 'groupBy', 'file', 'confirmLeak', 'seed']);
  expect(shown(undefined)).toEqual(shown({ kind: 'auto' }));
});
