import { describe, expect, it } from 'vitest';
import { MODEL_KINDS } from '../../../src-shared/schema/kinds.ts';
import { describeFields } from '../../../src-shared/schema/describe-fields.ts';
import type { FormField } from '../../../src-shared/schema/describe-fields.ts';
import { experimentSchema } from '../../../src-shared/schema/experiment.ts';

const fields = describeFields(experimentSchema);

function find(path: string): FormField {
  let here: readonly FormField[] = fields;
  let found: FormField | undefined;
  for (const key of path.split('.')) {
    found = here.find((each) => each.key === key);
    here = found?.input.kind === 'group' ? found.input.fields : [];
  }
  if (!found) throw new Error(`expected a field ${path}`);
  return found;
}

describe('the fields of an experiment', () => {
  it('carry title, unit, advice, default and range', () => {
    expect(find('training.epochs')).toEqual({
      key: 'epochs',
      title: 'Epochs',
      unit: 'passes over the images',
      advice: 'Raise it while validation still gets better; a finished run can be trained further.',
      advanced: false,
      only: null,
      nullable: false,
      initial: 10,
      input: { kind: 'number', min: 1, max: 1_000_000, whole: true, auto: false },
    });
  });

  it('tell choices, lists, words for a number and groups of a kind apart', () => {
    expect(find('dataset.cache').input).toEqual({ kind: 'choice', options: ['none', 'memory', 'disk'] });
    expect(find('training.save.keep').input).toEqual({ kind: 'choices', options: ['best', 'last', 'all'] });
    expect(find('loader.workers').input).toMatchObject({ kind: 'number', auto: true, max: 64 });
    expect(find('prepare').input).toMatchObject({ kind: 'steps', auto: true });
    expect(find('augment').input).toMatchObject({ kind: 'steps', auto: false });
    const model = find('model').input;
    expect(model.kind === 'kinds' && model.options.map(({ kind }) => kind)).toEqual([...MODEL_KINDS]);
  });

  it('carry what a kind is, beside its fields', () => {
    const metrics = find('training.metrics').input;
    const option = metrics.kind === 'steps' ? metrics.options.find(({ kind }) => kind === 'f-beta') : undefined;
    expect(option?.advice).toBe('The harmonic mean of precision and recall, in which one of them counts more.');
    expect(option?.fields.map(({ key }) => key)).toEqual(['beta', 'average']);
  });

  it('know what may be left empty', () => {
    expect(find('training.gradientClipNorm').nullable).toBe(true);
    expect(find('training.epochs').nullable).toBe(false);
  });

  it('leave out what a form does not ask', () => {
    expect(fields.map(({ key }) => key)).not.toContain('extra');
  });
});
