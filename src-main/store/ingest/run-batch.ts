import type { RunStatus } from '../../../src-shared/domain/run.ts';
import type { Side } from '../../../src-shared/domain/sample.ts';
import { touch } from '../changes.ts';
import { sql } from '../database.ts';
import type { Database } from '../database.ts';
import { SeriesWriter } from '../series-writer.ts';

/** What a run's lines change beside the rows that they add; loaded at the start of a batch, saved at its end. */
export interface RunState {
  readonly key: number;
  readonly id: string;
  readonly select_metric: string;
  readonly batch_size: number;
  readonly train_samples: number;
  status: RunStatus;
  status_ms: number;
  message: string | null;
  backend: string | null;
  started_ms: number | null;
  ended_ms: number | null;
  epoch: number;
  epochs: number;
  step: number;
  steps_per_epoch: number | null;
  ms_per_step: number | null;
  samples_per_second: number | null;
  test_looks: number;
  journal_bytes: number;
  journal_lines: number;
  left_out: number;
  attempt: number;
  command: 'train' | 'test' | null;
  line_ms: number | null;
  pace_from_ms: number | null;
  pace_from_step: number | null;
  pace_to_ms: number | null;
  pace_to_step: number | null;
  paced: 0 | 1;
}

/**
 * The lines of a run that are stored in one transaction: nothing of it
 * outlives the transaction, so a batch that is rolled back leaves no trace.
 */
export class RunBatch {
  readonly db: Database;
  readonly state: RunState;
  /** Set once what the list of runs shows of the selection may have changed. */
  selectionChanged = false;
  readonly newestPredictions = new Map<Side, number>();
  readonly #writers = new Map<string, SeriesWriter>();

  constructor(db: Database, run: number) {
    const state = sql<RunState>(
      db,
      `SELECT r.*, j.*, d.batch_size, json_extract(d.split, '$.train.samples') AS train_samples
       FROM runs r JOIN run_details d ON d.run = r.key JOIN run_reading j ON j.run = r.key WHERE r.key = ?`,
    ).get(run);
    if (!state) throw new Error(`expected run ${run} to be there`);
    this.db = db;
    this.state = state;
  }

  writer(name: string): SeriesWriter {
    let writer = this.#writers.get(name);
    if (!writer) this.#writers.set(name, (writer = new SeriesWriter(this.db, this.state.key, name)));
    return writer;
  }

  /** The writers of every series that the run has. */
  allWriters(): readonly SeriesWriter[] {
    return sql<{ name: string }>(this.db, 'SELECT name FROM series WHERE run = ?')
      .all(this.state.key)
      .map(({ name }) => this.writer(name));
  }

  flush(): void {
    for (const writer of this.#writers.values()) writer.flush();
  }

  save(): void {
    this.flush();
    sql(
      this.db,
      `UPDATE runs SET status = @status, status_ms = @status_ms, message = @message, backend = @backend, started_ms = @started_ms,
         ended_ms = @ended_ms, epoch = @epoch, epochs = @epochs, step = @step, steps_per_epoch = @steps_per_epoch,
         ms_per_step = @ms_per_step, samples_per_second = @samples_per_second, test_looks = @test_looks WHERE key = @key`,
    ).run(this.state);
    sql(
      this.db,
      `UPDATE run_reading SET journal_bytes = @journal_bytes, journal_lines = @journal_lines, left_out = @left_out, attempt = @attempt,
         command = @command, line_ms = @line_ms, pace_from_ms = @pace_from_ms, pace_from_step = @pace_from_step, pace_to_ms = @pace_to_ms,
         pace_to_step = @pace_to_step, paced = @paced WHERE run = @key`,
    ).run(this.state);
    touch(this.db, 'runs', this.state.id);
  }
}
