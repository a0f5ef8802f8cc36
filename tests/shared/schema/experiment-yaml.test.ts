import { describe, expect, it } from 'vitest';
import { editYaml, parseYaml, pathKeys, problemInWords } from '../../../src-shared/schema/experiment-yaml.ts';

const TEXT = `# My experiment
name: first # keep this

dataset: { folder: ./images }
augment:
  - kind: mirror
  - kind: contrast
    range: [0.75, 1.25]
training:
  epochs: 5
`;

describe('parseYaml', () => {
  it('reads values', () => {
    const { value, problems } = parseYaml(TEXT);
    expect(problems).toEqual([]);
    expect(value).toEqual({
      name: 'first',
      dataset: { folder: './images' },
      augment: [{ kind: 'mirror' }, { kind: 'contrast', range: [0.75, 1.25] }],
      training: { epochs: 5 },
    });
  });

  it('knows the line of a value, and of what encloses one that is not there', () => {
    const { lineOf } = parseYaml(TEXT);
    expect(lineOf('name')).toBe(2);
    expect(lineOf('dataset.folder')).toBe(4);
    expect(lineOf('augment[1].range')).toBe(8);
    expect(lineOf('augment[1].probability')).toBe(7);
    expect(lineOf('training.epochs')).toBe(10);
    expect(lineOf('training')).toBe(9);
    expect(lineOf('training.select.mode')).toBe(9);
    expect(lineOf('model.kind')).toBe(2);
  });

  it('names the line of a misspelt group, and has no path to name in text that is no YAML', () => {
    const misspelt = TEXT.replace('training', 'trainning');
    expect(problemInWords({ path: 'trainning', message: 'expected a known key', line: parseYaml(misspelt).lineOf('trainning') })).toBe('Line 9: trainning: expected a known key');
    const [broken] = parseYaml('name: a\ntraining: [1, 2\nseed: 3\n').problems;
    expect(broken && problemInWords(broken)).toMatch(/^Line \d: expected YAML, but found: /);
  });

  it('gives the line of text that is no YAML', () => {
    const { value, problems } = parseYaml('name: a\ntraining: [1, 2\nseed: 3\n');
    expect(value).toBeUndefined();
    expect(problems[0]).toMatchObject({ path: '', line: expect.any(Number) as number });
    expect(problems[0]?.message).toContain('expected YAML, but found: ');
  });

  it('refuses a key that stands twice', () => {
    expect(parseYaml('seed: 1\nseed: 2\n').problems).toHaveLength(1);
  });

  it('reads empty text as nothing', () => {
    const { value, lineOf } = parseYaml('');
    expect(value).toBeNull();
    expect(lineOf('name')).toBeNull();
  });
});

describe('editYaml', () => {
  it('changes one value and leaves all else as it was written', () => {
    expect(editYaml(TEXT, ['training', 'epochs'], 9)).toBe(TEXT.replace('epochs: 5', 'epochs: 9'));
    expect(editYaml(TEXT, ['augment', 1, 'range'], [0.5, 1.5])).toBe(TEXT.replace('[0.75, 1.25]', '[0.5, 1.5]'));
    expect(editYaml(TEXT, ['name'], 'second')).toBe(TEXT.replace('first', 'second'));
  });

  it('quotes what would mean something else', () => {
    const folder = './a, b: [c] #d';
    expect(parseYaml(editYaml(TEXT, ['dataset', 'folder'], folder)).value).toMatchObject({ dataset: { folder }, name: 'first' });
    expect(parseYaml(editYaml(TEXT, ['name'], 'yes: # no')).value).toMatchObject({ name: 'yes: # no' });
  });

  it('fills a key that stands without a value', () => {
    expect(parseYaml(editYaml('model:\nseed: 1\n', ['model'], { kind: 'cnn' })).value).toEqual({ model: { kind: 'cnn' }, seed: 1 });
  });

  it('adds a value with the groups that it stands in', () => {
    expect(parseYaml(editYaml(TEXT, ['model', 'filters'], [8, 16])).value).toMatchObject({ model: { filters: [8, 16] } });
    expect(editYaml(TEXT, ['model', 'filters'], [8, 16])).toContain('# My experiment\nname: first # keep this\n');
  });

  it('removes a value', () => {
    expect(parseYaml(editYaml(TEXT, ['training', 'epochs'], undefined)).value).toMatchObject({ training: {} });
  });

  it('begins from empty text', () => {
    expect(parseYaml(editYaml('', ['dataset', 'folder'], './x')).value).toEqual({ dataset: { folder: './x' } });
  });
});

describe('pathKeys', () => {
  it('takes a path apart', () => {
    expect(pathKeys('augment[2].range[0]')).toEqual(['augment', 2, 'range', 0]);
    expect(pathKeys('')).toEqual([]);
  });
});
