import type { DatasetSummary } from '../../../src-shared/domain/dataset.ts';
import type { RunDetail, TestLook } from '../../../src-shared/domain/run.ts';
import { elsewhereInWords } from '../../../src-shared/lib/test-looks.ts';
import { measureInWords } from '../../components/selection-words.ts';
import { plural } from '../../components/words.ts';

/** Stands for the run's own test side where datasets are named by their ids. */
export const OWN_SIDE = 'own';

export interface TestChoice {
  readonly label: string;
  /** A dataset's id, or `OWN_SIDE`. */
  readonly value: string;
  readonly disabled: boolean;
}

/** What a run can be tested on: its own test side, then every other dataset that is indexed. */
export function testChoices({ split, datasetId }: Pick<RunDetail, 'split' | 'datasetId'>, datasets: readonly DatasetSummary[]): readonly TestChoice[] {
  const { samples } = split.test;
  const own = { label: samples > 0 ? `its test side (${plural(samples, 'image')})` : 'its test side, which it does not have', value: OWN_SIDE, disabled: samples === 0 };
  const others = datasets.filter(({ id, status, classes }) => id !== datasetId && status === 'ready' && classes.length > 0);
  return [own, ...others.map(({ id, name, samples: count }) => ({ label: `${name} (${plural(count, 'image')})`, value: id, disabled: false }))];
}

/** "epoch 9 on chest-2, 312 images: test_accuracy 0.871". */
export function lookInWords({ epoch, values, elsewhere }: Pick<TestLook, 'epoch' | 'values' | 'elsewhere'>): string {
  const measured = Object.entries(values).map(([name, value]) => `${name} ${measureInWords(value)}`);
  return `epoch ${epoch}${elsewhere === null ? '' : ` on ${elsewhereInWords(elsewhere)}`}: ${measured.join(', ')}`;
}
