import { describe, expect, it } from 'vitest';
import type { JournalLine } from '../../../src-shared/domain/journal.ts';
import { decodeLine, encodeLine } from '../../../src-shared/lib/json-line.ts';

const STAMP = { v: 1, seq: 3, attempt: 1, timeMs: 1_700_000_000_000, epoch: 1, step: 4 } as const;

describe('encodeLine and decodeLine', () => {
  it.each<JournalLine>([
    { ...STAMP, kind: 'batch', size: 2, learningRate: 0.1, values: { train_loss: Number.NaN, train_value: Infinity, train_x: -Infinity, train_y: 0.25 } },
    { ...STAMP, kind: 'scalar', name: 'val_loss', value: Number.NaN },
    { ...STAMP, kind: 'prediction', side: 'val', key: 'k', path: 'NaN', truth: 0, predicted: 1, confidence: Number.NaN, loss: Infinity },
    { ...STAMP, kind: 'note', text: 'NaN' },
    { ...STAMP, kind: 'warning', text: 'line one\nline two "quoted" ü', path: null },
    { ...STAMP, kind: 'confusion', side: 'val', classes: ['NaN', 'Infinity'], counts: [1, 0, 2, 3] },
    { ...STAMP, kind: 'epoch-ended', values: { train_loss: 0.1 + 0.2, val_loss: 1e-300 } },
  ])('brings every value back: $kind', (line) => {
    expect(decodeLine(encodeLine(line))).toEqual(line);
  });

  it('writes one line of plain JSON with odd numbers as strings', () => {
    const text = encodeLine({ ...STAMP, kind: 'scalar', name: 'val_loss', value: Number.NaN });
    expect(text.endsWith('}\n')).toBe(true);
    expect(text.indexOf('\n')).toBe(text.length - 1);
    expect(JSON.parse(text)).toMatchObject({ value: 'NaN' });
  });

  it.each(['', '{"v":1,"seq":3,"kind":"scal', '17', 'null', '"text"', '{}'])('throws on %j', (text) => {
    expect(() => decodeLine(text)).toThrow();
  });
});
