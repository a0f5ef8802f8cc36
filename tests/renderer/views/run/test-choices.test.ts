import { describe, expect, it } from 'vitest';
import type { DatasetSummary } from '../../../../src-shared/domain/dataset.ts';
import type { RunDetail } from '../../../../src-shared/domain/run.ts';
import { sideChoices } from '../../../../src-renderer/views/run/side-choice.ts';
import { lookInWords, testChoices } from '../../../../src-renderer/views/run/test-choices.ts';

const side = (samples: number) => ({ samples, groups: 0, byClass: [samples] });
const split: RunDetail['split'] = { train: side(60), val: side(20), test: side(20) };
const elsewhere = { name: 'clinic B', folder: '/b', samples: 312, known: { train: 0, val: 0, test: 0 } };

function dataset(id: string, more: Partial<DatasetSummary> = {}): DatasetSummary {
  const classes = [{ label: 'ill', count: 312, bySide: { none: 312 } }];
  return { id, name: id, folder: `/${id}`, status: 'ready', message: null, progress: null, layout: null, files: 312, samples: 312, faults: 0, sizeBytes: 1, classes, preview: [], addedMs: 0, indexedMs: 0, ...more };
}

describe('what a run can be tested on', () => {
  it('is its own test side and every other dataset that is indexed and has classes', () => {
    const datasets = [dataset('own'), dataset('clinic B'), dataset('read', { status: 'indexing' }), dataset('unlabelled', { classes: [] })];
    expect(testChoices({ split, datasetId: 'own' }, datasets)).toEqual([
      { label: 'its test side (20 images)', value: 'own', disabled: false },
      { label: 'clinic B (312 images)', value: 'clinic B', disabled: false },
    ]);
    expect(testChoices({ split: { ...split, test: side(0) }, datasetId: null }, [])).toMatchObject([{ disabled: true }]);
  });

  it('is told with each look', () => {
    const look = { epoch: 9, values: { test_accuracy: 0.871 } };
    expect(lookInWords({ ...look, elsewhere: null })).toBe('epoch 9: test_accuracy 0.871');
    expect(lookInWords({ ...look, elsewhere })).toBe('epoch 9 on clinic B, 312 images: test_accuracy 0.871');
  });
});

describe('the test side of a run', () => {
  it('has predictions to show once it was tested itself', () => {
    const shown = (looks: RunDetail['looks']) => sideChoices({ split, looks }).at(-1);
    expect(shown([{ timeMs: 1, epoch: 1, values: {}, elsewhere }])).toEqual({ key: 'test', title: 'Test, not opened', disabled: true });
    expect(shown([{ timeMs: 1, epoch: 1, values: {}, elsewhere: null }])).toEqual({ key: 'test', title: 'Test', disabled: false });
  });
});
