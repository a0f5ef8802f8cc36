import { describe, expect, it } from 'vitest';
import { withAliases } from '../../src-main/trainer/sealed-split.ts';
import type { SplitSample } from '../../src-shared/schema/run-file.ts';
import type { RunDefinition } from '../../src-main/trainer/read-run.ts';
import { testedImages } from '../../src-main/trainer/tested-images.ts';
import { runPlan } from './plans.ts';

const sample = (key: string, label: number): SplitSample => ({ key, path: `${key}.png`, label, group: null });
const ten = Array.from({ length: 10 }, (_, i) => sample(`k${i}`, i % 2));
/** Six to train on (k0 to k5), two to validate and two to test (k8, k9); label 0 is dark, 1 is bright. */
const { split, ...plan } = runPlan({ folder: '/own', samples: ten });
const definition = { run: plan, split: { formatVersion: 1, ...split } } as unknown as RunDefinition;
const other = { name: 'clinic B', folder: '/b', classes: ['bright', 'dark'] };

describe('what a run is tested on', () => {
  it('is its own test side unless other images are given', () => {
    expect(testedImages({ folder: '/run' }, definition)).toEqual({ folder: '/own', maskValues: null, samples: [sample('k8', 0), sample('k9', 1)], elsewhere: null });
    const none = { ...definition, split: { ...definition.split, test: [] } };
    expect(() => testedImages({ folder: '/run' }, none)).toThrow('expected a test side in /run, but its split has none');
  });

  it('are other images, their classes told by name and not by number; classes may be missing', () => {
    const { samples } = testedImages({ folder: '/run', images: { ...other, samples: [sample('x', 0), sample('y', 1)] } }, definition);
    expect(samples).toEqual(withAliases([sample('x', 1), sample('y', 0)]));
    expect(testedImages({ folder: '/run', images: { ...other, classes: ['dark'], samples: [sample('x', 0)] } }, definition).samples).toEqual(withAliases([sample('x', 0)]));
  });

  it('is compared with the sides of the run by content, wherever it lies', () => {
    const samples = [sample('k0', 1), sample('k1', 0), sample('k6', 1), sample('k9', 0), sample('new', 0)];
    expect(testedImages({ folder: '/run', images: { ...other, samples } }, definition).elsewhere).toEqual({ name: 'clinic B', folder: '/b', samples: 5, known: { train: 2, val: 1, test: 1 } });
  });

  it('has no class that the run does not know, and is not nothing', () => {
    const given = (classes: string[], samples: SplitSample[]) => () => testedImages({ folder: '/run', images: { ...other, classes, samples } }, definition);
    expect(given(['dark', 'grey'], [sample('x', 0), sample('y', 1)])).toThrow('expected the classes that the run was trained on (dark, bright), but found "grey" in /b');
    expect(given(['dark', 'grey'], [sample('x', 0)])).not.toThrow();
    expect(given([], [])).toThrow('expected labelled images in /b to test on, but found none');
  });
});
