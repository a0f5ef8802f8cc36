import type { Sample } from '../../../src-shared/domain/sample.ts';
import type { StopSignal } from '../stop-signal.ts';

/**
 * Samples by place, read when asked for. The same place always gives the same
 * sample; chance comes later, in `augment`.
 */
export interface Dataset {
  readonly length: number;
  /** Class number of each sample, known without reading it. */
  readonly labels: Int32Array;
  /** @throws UnreadableSample if its file cannot be read. */
  read(index: number, signal?: StopSignal): Promise<Sample>;
}

/** One sample cannot be read: an event in the run, not its end. */
export class UnreadableSample extends Error {
  readonly path: string;

  constructor(path: string, options: { cause: unknown }) {
    super(`expected a readable image at ${path}`, options);
    this.name = 'UnreadableSample';
    this.path = path;
  }
}

/** Why it cannot be read. */
export function reasonOf(error: UnreadableSample): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}
