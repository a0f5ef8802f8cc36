import { describe, expect, it } from 'vitest';
import { settingInWords, specFields } from '../../../src-shared/lib/spec-fields.ts';

describe('the settings of an experiment', () => {
  it('stand each under its path, with lists of plain values whole and steps numbered', () => {
    const spec = { seed: 1, model: { kind: 'cnn', filters: [32, 64] }, augment: [{ kind: 'mirror', axes: [1] }, { kind: 'rotate' }], prepare: [], extra: {} };
    expect(specFields(spec)).toEqual([
      { path: 'seed', value: 1 },
      { path: 'model.kind', value: 'cnn' },
      { path: 'model.filters', value: [32, 64] },
      { path: 'augment[0].kind', value: 'mirror' },
      { path: 'augment[0].axes', value: [1] },
      { path: 'augment[1].kind', value: 'rotate' },
      { path: 'prepare', value: [] },
    ]);
  });

  it('read as the file would say them', () => {
    expect([null, undefined, [], [32, 64], true, 'adam', 0.001].map(settingInWords)).toEqual(['–', '–', 'none', '[32, 64]', 'true', 'adam', '0.001']);
  });
});
