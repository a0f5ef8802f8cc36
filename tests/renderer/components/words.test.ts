import { describe, expect, it } from 'vitest';
import { selectionInWords } from '../../../src-renderer/components/selection-words.ts';
import { bytesInWords } from '../../../src-renderer/components/size-words.ts';
import { agoInWords, leftInWords, spanInWords } from '../../../src-renderer/components/time-words.ts';

describe('words for times and sizes', () => {
  it('tell how long ago something was, coarser the longer', () => {
    const now = Date.UTC(2026, 2, 14, 12);
    const minutes = [0, 0.9, 12, 180, 60 * 26];
    expect(minutes.map((past) => agoInWords(now - past * 60_000, now))).toEqual(['just now', 'just now', '12 min ago', '3 h ago', '1 d ago']);
    expect(agoInWords(Date.UTC(2026, 1, 4, 12), now)).toBe('4 Feb 2026');
  });

  it('tell a span in its two largest units, without ever saying sixty', () => {
    const seconds = [0, 0.84, 9.96, 42, 59.7, 252, 3599.8, 7500, 100_000];
    expect(seconds.map((each) => spanInWords(each * 1000))).toEqual(['0 s', '0.8 s', '10 s', '42 s', '1 m 00 s', '4 m 12 s', '1 h 00 m', '2 h 05 m', '1 d 4 h']);
  });

  it('say nothing of a time that nobody knows', () => {
    expect([leftInWords(null), leftInWords(252)]).toEqual([null, '4 m 12 s left']);
  });

  it('tell sizes in steps of a thousand', () => {
    expect([0, 512, 999, 1000, 3_440_000, 999_999_999, 12e9].map(bytesInWords)).toEqual(['0 bytes', '512 bytes', '999 bytes', '1.0 KB', '3.4 MB', '1.0 GB', '12 GB']);
  });
});

describe('what a run was selected on', () => {
  const selection = { metric: 'val_accuracy', mode: 'max', epoch: 6, value: 0.98123456 } as const;

  it('is labelled as what it is', () => {
    expect(selectionInWords({ selection, testLooks: 0 })).toBe('selected on val_accuracy 0.9812 · optimistic · test not opened');
    expect(selectionInWords({ selection, testLooks: 1 })).toBe('selected on val_accuracy 0.9812 · optimistic · test opened once');
    expect(selectionInWords({ selection, testLooks: 3 })).toBe('selected on val_accuracy 0.9812 · optimistic · test opened 3 times');
  });

  it('is nothing before the first epoch has ended', () => {
    expect(selectionInWords({ selection: null, testLooks: 0 })).toBe('nothing selected yet');
  });

  it('may be no number', () => {
    expect(selectionInWords({ selection: { ...selection, value: Number.NaN }, testLooks: 0 })).toContain('val_accuracy NaN');
  });
});
