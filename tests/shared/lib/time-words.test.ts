import { describe, expect, it } from 'vitest';
import { agoInWords, leftInWords, spanInWords } from '../../../src-shared/lib/time-words.ts';

describe('words for times', () => {
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
});
