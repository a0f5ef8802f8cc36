import type { EpochRow, RunDetail, RunStatus } from '../../../src-shared/domain/run.ts';
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
  /** Of the last epoch, and of the newest look at the test side, which is of the selected checkpoint. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly selected: { readonly epoch: number; readonly metric: string; readonly value: number } | null;
}

export function runReport(run: RunDetail, epochs: readonly EpochRow[], seconds: number | null): RunReport {
  const last = epochs.reduce<EpochRow | null>((newest, row) => (newest === null || row.epoch >= newest.epoch ? row : newest), null);
  const look = run.looks.reduce<RunDetail['looks'][number] | null>((newest, each) => (newest === null || each.timeMs >= newest.timeMs ? each : newest), null);
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
  };
}

/** The same as lines to read. */
export function reportWords({ run, folder, status, backend, epochs, seconds, imagesPerSecond, metrics, selected }: RunReport): string {
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
  ]);
}
