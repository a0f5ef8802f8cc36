import { expect, it } from 'vitest';
import type { LayoutFinding } from '../../../../src-shared/domain/dataset.ts';
import { labelsInWords } from '../../../../src-renderer/views/datasets/index-words.ts';

const layout: LayoutFinding = { layout: 'manifest', reason: '', manifest: 'm.csv', alternatives: [] };

it('a card tells what could be learnt from the images, and nothing before that is known', () => {
  const classes = [{ label: 'ill', count: 1, bySide: {} }];
  expect(labelsInWords({ classes, layout, status: 'ready' })).toBe('1 class');
  expect(labelsInWords({ classes: [], layout: { ...layout, targets: ['age', 'weight'] }, status: 'ready' })).toBe('2 numbers each');
  expect(labelsInWords({ classes: [], layout, status: 'ready' })).toBe('no labels');
  expect(labelsInWords({ classes: [], layout: null, status: 'indexing' })).toBe('');
});
