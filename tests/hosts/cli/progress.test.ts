import { describe, expect, it } from 'vitest';
import type { JournalEntry, JournalLine } from '../../../src-shared/domain/journal.ts';
import { createIo } from '../../../src-main/hosts/cli/io.ts';
import { rateInWords, valueInWords } from '../../../src-main/hosts/cli/number-words.ts';
import { bar, epochLine, progressLine } from '../../../src-main/hosts/cli/progress-words.ts';
import { ProgressMeter } from '../../../src-main/hosts/cli/run-progress.ts';
import { table } from '../../../src-main/hosts/cli/table.ts';

let seq = 0;
const line = (timeMs: number, entry: JournalEntry): JournalLine => ({ v: 1, seq: seq++, attempt: 1, timeMs, ...entry });
const started = line(0, { kind: 'run-started', epoch: 1, step: 0, epochs: 3, stepsPerEpoch: 100, parameters: 1, samples: { train: 1000, val: 0, test: 0 } });
const epoch = (timeMs: number, number: number) => line(timeMs, { kind: 'epoch-started', epoch: number, step: (number - 1) * 100, learningRate: 0.1 });
const batch = (timeMs: number, step: number, number = 1) => line(timeMs, { kind: 'batch', epoch: number, step, size: 10, learningRate: 0.1, values: { train_loss: 0.5 } });

function meter(...lines: readonly JournalLine[]): ProgressMeter {
  const made = new ProgressMeter();
  for (const each of lines) made.take(each);
  return made;
}

describe('the progress of a run', () => {
  it('is unknown before training begins', () => expect(meter(started).progress).toBeNull());

  it('counts steps within the epoch, with the rate of the last seconds', () => {
    // Ten steps a second for two seconds, after a slow beginning that is forgotten.
    const slow = [batch(0, 0), batch(10_000, 1)];
    const fast = Array.from({ length: 51 }, (_, i) => batch(20_000 + i * 100, 2 + i));
    expect(meter(started, epoch(0, 1), ...slow, ...fast).progress).toEqual({
      epoch: 1, epochs: 3, step: 53, steps: 100, loss: 0.5, imagesPerSecond: 100, secondsLeft: (47 + 200) / 10,
    });
  });

  it('tells the time left by whole epochs, which include validation, once one is over', () => {
    const first = [started, epoch(0, 1), batch(100, 0), batch(10_000, 99), line(20_000, { kind: 'epoch-ended', epoch: 1, step: 100, values: {} })];
    expect(meter(...first, epoch(20_000, 2), batch(25_000, 150, 2)).progress).toMatchObject({ epoch: 2, step: 51, secondsLeft: 35 });
  });

  it('takes no rate from an earlier attempt', () => {
    const attempt = line(900_000, { kind: 'note', epoch: 1, step: 2, text: '' });
    const again: JournalLine = { ...attempt, kind: 'attempt-started', command: 'train', pid: 1, environment: {} } as unknown as JournalLine;
    expect(meter(started, epoch(0, 1), batch(0, 0), batch(100, 1), again, epoch(900_000, 1), batch(900_100, 2)).progress?.imagesPerSecond).toBeNull();
  });
});

describe('lines of progress', () => {
  it('show a bar, the loss, the rate and the time left', () => {
    const progress = { epoch: 2, epochs: 10, step: 50, steps: 100, loss: 0.21341, imagesPerSecond: 712.4, secondsLeft: 192 };
    expect(progressLine(progress, 200)).toBe('epoch 2/10 ████████████░░░░░░░░░░░░ 50 %  loss 0.2134  712 images/s  3 m 12 s left');
    expect(progressLine(progress, 40)).toHaveLength(39);
  });

  it('fill the bar in eighths, and never beyond it', () => {
    expect([0, 1, 2, -1].map(bar)).toEqual(['░'.repeat(24), '█'.repeat(24), '█'.repeat(24), '░'.repeat(24)]);
    expect(bar(1 / 48)).toBe(`▌${'░'.repeat(23)}`);
  });

  it('sum an epoch up', () => {
    expect(epochLine({ epoch: 1, values: { train_loss: 0.31234, val_accuracy: 0.97 } }, 10, 712.4, 81_000)).toBe('epoch 1/10  train_loss 0.3123  val_accuracy 0.9700  712 images/s  1 m 21 s');
  });
});

describe('words for numbers', () => {
  it.each([
    [0.123456, '0.1235'],
    [12.3456, '12.3'],
    [0, '0'],
    [3, '3'],
    [4.1e-7, '4.10e-7'],
    [Number.NaN, 'NaN'],
    [-Infinity, '-Infinity'],
  ])('%d is %s', (value, words) => expect(valueInWords(value)).toBe(words));

  it('keep a figure of slow rates', () => expect([3.14159, 712.4].map(rateInWords)).toEqual(['3.1 images/s', '712 images/s']));
});

describe('a table', () => {
  it('aligns words at the left and numbers at the right', () => {
    expect(table(['class', 'samples'], [['Hand', '5'], ['é', '1200']])).toBe('class  samples\nHand         5\né         1200');
  });

  it('may be empty, and may lack headings', () => {
    expect(table(['a', 'b'], [])).toBe('a  b');
    expect(table(null, [['a', 'b c'], ['longer', 'd']])).toBe('a       b c\nlonger  d');
  });
});

describe('a terminal', () => {
  const terminal = (isTTY: boolean) => {
    const written = { out: '', err: '' };
    const io = createIo(false, { out: { write: (text) => (written.out += text) }, err: { write: (text) => (written.err += text), isTTY, columns: 100 } });
    return { io, written };
  };

  it('takes the bar back before each line', () => {
    const { io, written } = terminal(true);
    io.status('50 %');
    io.note('epoch 1');
    io.status('60 %');
    io.status('');
    expect(written.err).toBe('50 %\r\x1b[2Kepoch 1\n60 %\r\x1b[2K');
  });

  it('gets no bar where it is a file', () => {
    const { io, written } = terminal(false);
    io.status('50 %');
    io.note('epoch 1');
    expect([written.err, io.columns]).toEqual(['epoch 1\n', null]);
  });
});
