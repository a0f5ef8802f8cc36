import type { Draft } from '../../../src-shared/api/training.ts';
import type { DatasetDetail } from '../../../src-shared/domain/dataset.ts';
import type { RunDetail } from '../../../src-shared/domain/run.ts';
import { writeYaml } from '../../../src-shared/schema/experiment-yaml.ts';
import { listeners } from '../listeners.ts';
import type { Listeners } from '../listeners.ts';
import type { Notice } from '../../../src-shared/api/index.ts';
import { bigDataset, chestDataset, hippocampusDataset, indexingDataset, joinedDataset, phantomDataset } from './datasets.ts';
import { somePredictions } from './predictions.ts';
import type { FakePrediction } from './predictions.ts';
import { manyRuns, someFolds, someRuns } from './runs.ts';

/**
 * What the made-up host holds:
 * `empty` a first start, `full` some weeks of work, `moved` the same with a
 * disk that is gone, `huge` a million samples and ten thousand runs, `failing`
 * a host whose every list fails, `slow` one that never answers.
 */
export const SCENARIOS = ['empty', 'full', 'moved', 'huge', 'failing', 'slow'] as const;
export type Scenario = (typeof SCENARIOS)[number];

export interface FakeState {
  readonly scenario: Scenario;
  datasets: DatasetDetail[];
  removed: DatasetDetail[];
  drafts: Draft[];
  runs: RunDetail[];
  /** Files of code that the user has agreed to. */
  agreedCode: readonly string[];
  predictions: FakePrediction[];
  /** Ids of runs that wait, in the order that the user gave them. */
  waiting: string[];
  /** Prepared images on disk. */
  cached: number;
  readonly notices: Listeners<Notice>;
}

export const NOW_MS = Date.now();
const MINUTE_MS = 60_000;

export function beginState(scenario: Scenario): FakeState {
  const full = { datasets: [chestDataset(), hippocampusDataset(), phantomDataset(), indexingDataset()], drafts: someDrafts(), runs: [...someRuns(), ...someFolds()], predictions: somePredictions() };
  const content = {
    empty: { datasets: [], drafts: [], runs: [], predictions: [] },
    full,
    moved: { ...full, datasets: [...full.datasets.map((each) => ({ ...each, folder: `/media/gone${each.folder}` })), joinedDataset()] },
    huge: { datasets: [bigDataset(), ...full.datasets], drafts: full.drafts, runs: manyRuns(10_000), predictions: full.predictions },
    failing: full,
    slow: full,
  }[scenario];
  return { scenario, cached: scenario === 'empty' ? 0 : 260, removed: [], waiting: [], agreedCode: [], notices: listeners(), ...content };
}

function someDrafts(): Draft[] {
  const chest = { dataset: { folder: chestDataset().folder }, prepare: [{ kind: 'resize', size: [128, 128] }, { kind: 'range' }], augment: [{ kind: 'mirror', axes: [1] }, { kind: 'rotate', degrees: 10 }], model: { kind: 'resnet18' }, training: { epochs: 20, schedule: { kind: 'cosine' } } };
  return [
    { id: 'd1', name: 'chest, residual network', yaml: `# Second try: more epochs, a falling learning rate.\n${writeYaml({ name: 'chest, residual network', ...chest })}`, updatedMs: NOW_MS - 4 * MINUTE_MS },
    { id: 'd2', name: 'hippocampus slices', yaml: writeYaml({ name: 'hippocampus slices', dataset: { folder: hippocampusDataset().folder }, model: { kind: 'cnn' } }), updatedMs: NOW_MS - 26 * 60 * MINUTE_MS },
  ];
}
