import type { TestAnswer } from '../../../src-shared/api/training.ts';
import type { EpochRow, RunDetail, RunStatus, TestedElsewhere } from '../../../src-shared/domain/run.ts';
import { elsewhereInWords, lastOwnLook } from '../../../src-shared/lib/test-looks.ts';
import { spanInWords } from '../../../src-shared/lib/time-words.ts';
import { rateInWords, valueInWords } from './number-words.ts';
import { table } from './table.ts';

/** What `train`, `test` and `resume` answer with `--json`. */
export interface RunReport {
  /** The run's id. */
  readonly run: string;
  readonly folder: string;
  readonly status: RunStatus;
  readonly backend: string | null;
  /** Epochs done. */
  readonly epochs: number;
  /** From the start of the trainer to the end of training; null where nothing was trained. */
  readonly seconds: number | null;
  readonly imagesPerSecond: number | null;
  /** Of the last epoch, and of the test: the one just made, or the newest of the run's own test side. Tests are of the selected checkpoint. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly selected: { readonly epoch: number; readonly metric: string; readonly value: number } | null;
  /** The other images that `metrics` tells of, where it was not the run's own test side. */
  readonly tested?: TestedElsewhere;
}

/** @param test the one that was just made, if any */
export function runReport(run: RunDetail, epochs: readonly EpochRow[], seconds: number | null, test: TestAnswer | null = null): RunReport {
  const last = epochs.reduce<EpochRow | null>((newest, row) => (newest === null || row.epoch >= newest.epoch ? row : newest), null);
  const look = test ?? lastOwnLook(run.looks);
  const { selection } = run;
  return {
    run: run.id,
    folder: run.folder,
    status: run.status,
    backend: run.backend,
    epochs: last?.epoch ?? 0,
    seconds: seconds === null ? null : Math.round(seconds * 100) / 100,
    imagesPerSecond: run.samplesPerSecond === null ? null : Math.round(run.samplesPerSecond * 10) / 10,
    metrics: { ...last?.values, ...look?.values },
    selected: selection && { epoch: selection.epoch, metric: selection.metric, value: selection.value },
    ...(test?.elsewhere && { tested: test.elsewhere }),
  };
}

/** The same as lines to read. */
export function reportWords({ run, folder, status, backend, epochs, seconds, imagesPerSecond, metrics, selected, tested }: RunReport): string {
  return table(null, [
    ['run', run],
    ['folder', folder],
    ['status', status],
    ...(backend === null ? [] : [['backend', backend]]),
    ['epochs', String(epochs)],
    ...(seconds === null ? [] : [['time', spanInWords(seconds * 1000)]]),
    ...(imagesPerSecond === null ? [] : [['rate', rateInWords(imagesPerSecond)]]),
    ...Object.entries(metrics).map(([name, value]) => [name, valueInWords(value)]),
    ...(selected === null ? [] : [['selected', `epoch ${selected.epoch} by ${selected.metric} ${valueInWords(selected.value)}`]]),
    ...(tested === undefined ? [] : [['tested on', `${elsewhereInWords(tested)}, in ${tested.folder}`]]),
  ]);
}
