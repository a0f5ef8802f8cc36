import type { JournalLine } from '../../../src-shared/domain/journal.ts';

/** Where a run is, as far as its journal has told. */
export interface RunProgress {
  readonly epoch: number;
  readonly epochs: number;
  /** Steps of the epoch that are done, and that it has. */
  readonly step: number;
  readonly steps: number;
  readonly loss: number | null;
  readonly imagesPerSecond: number | null;
  readonly secondsLeft: number | null;
}

/** The rate is measured over so long: steady enough to read, soon right after a pause. */
const WINDOW_MS = 5000;

interface Moment {
  readonly timeMs: number;
  readonly step: number;
}

/** Adds up the lines of a journal; lines of earlier attempts are history and give no rate. */
export class ProgressMeter {
  #epoch = 0;
  #epochs = 0;
  #stepsPerEpoch = 0;
  #epochFirstStep = 0;
  #epochBeganMs = 0;
  #loss: number | null = null;
  #moments: Moment[] = [];
  /** Of whole epochs of this attempt, validation and saving among them. */
  #epochMs: number[] = [];
  #nowMs = 0;
  #batchSize = 0;

  take(line: JournalLine): void {
    this.#nowMs = line.timeMs;
    switch (line.kind) {
      case 'attempt-started':
        this.#moments = [];
        this.#epochMs = [];
        // Of an epoch that was left after its last step only validation is to come: it does not begin again.
        this.#epochBeganMs = line.timeMs;
        break;
      case 'run-started':
        this.#epochs = line.epochs;
        this.#stepsPerEpoch = line.stepsPerEpoch;
        break;
      case 'epoch-started':
        this.#epoch = line.epoch;
        this.#epochFirstStep = (line.epoch - 1) * this.#stepsPerEpoch;
        this.#epochBeganMs = line.timeMs;
        this.#moments = [];
        break;
      case 'batch':
        this.#loss = line.values['train_loss'] ?? this.#loss;
        this.#takeBatch(line);
        break;
      case 'epoch-ended':
        this.#epochMs.push(line.timeMs - this.#epochBeganMs);
        break;
      default:
    }
  }

  /** Null before training has begun. */
  get progress(): RunProgress | null {
    if (this.#epoch === 0) return null;
    const done = this.#stepsDone();
    const perSecond = this.#stepsPerSecond();
    return {
      epoch: this.#epoch,
      epochs: this.#epochs,
      step: done,
      steps: this.#stepsPerEpoch,
      loss: this.#loss,
      imagesPerSecond: perSecond === null ? null : perSecond * this.#batchSize,
      secondsLeft: this.#secondsLeft(done, perSecond),
    };
  }

  #takeBatch({ timeMs, step, size }: JournalLine & { readonly kind: 'batch' }): void {
    // The last batch of an epoch may be smaller.
    this.#batchSize = Math.max(this.#batchSize, size);
    this.#moments.push({ timeMs, step });
    const from = this.#moments.findIndex((moment) => timeMs - moment.timeMs <= WINDOW_MS);
    this.#moments = this.#moments.slice(Math.max(0, from));
  }

  #stepsDone(): number {
    const last = this.#moments.at(-1);
    return last === undefined ? 0 : Math.min(last.step - this.#epochFirstStep + 1, this.#stepsPerEpoch);
  }

  #stepsPerSecond(): number | null {
    const [first] = this.#moments;
    const last = this.#moments.at(-1);
    if (!first || !last || last.timeMs <= first.timeMs) return null;
    return ((last.step - first.step) * 1000) / (last.timeMs - first.timeMs);
  }

  /** By whole epochs where one is over, since those include validation; by steps before that. */
  #secondsLeft(done: number, perSecond: number | null): number | null {
    const later = this.#epochs - this.#epoch;
    if (this.#epochMs.length > 0) {
      const epochMs = this.#epochMs.reduce((sum, ms) => sum + ms, 0) / this.#epochMs.length;
      return Math.max(0, (later + 1) * epochMs - (this.#nowMs - this.#epochBeganMs)) / 1000;
    }
    return perSecond === null || perSecond === 0 ? null : (this.#stepsPerEpoch - done + later * this.#stepsPerEpoch) / perSecond;
  }
}
