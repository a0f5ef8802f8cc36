import { describeFields } from '../../../src-shared/schema/describe-fields.ts';
import type { FormField } from '../../../src-shared/schema/describe-fields.ts';
import { experimentSchema } from '../../../src-shared/schema/experiment.ts';

/** The name stands above the folds. */
export const NAME_FIELD: FormField = find('name');

function find(key: string): FormField {
  const field = describeFields(experimentSchema).find((each) => each.key === key);
  if (!field) throw new Error(`expected the schema of experiments to have ${key}`);
  return field;
}
