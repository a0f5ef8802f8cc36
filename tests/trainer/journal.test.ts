import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalEntry, JournalLine } from '../../src-shared/domain/journal.ts';
import { decodeLine } from '../../src-shared/lib/json-line.ts';
import { Journal } from '../../src-main/trainer/journal.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { fillDisk } from './disk-faults.ts';

const note = (text: string): JournalEntry => ({ kind: 'note', epoch: 1, step: 0, text });

function linesOf(path: string): JournalLine[] {
  return readFileSync(path, 'utf8').split('\n').slice(0, -1).map(decodeLine);
}

function textsOf(path: string): unknown[] {
  return linesOf(path).map((line) => ('text' in line ? line.text : null));
}

describe('the journal', { timeout: 30_000 }, () => {
  it('stamps lines with a running number, the attempt and the time', () => {
    const path = join(temporaryFolder(), 'journal.ndjson');
    const journal = Journal.open(path);
    expect(journal.write([note('a'), note('b')], 1000)).toBe(2);
    expect(journal.write([note('c')], 2000)).toBe(1);
    journal.close();
    expect(linesOf(path)).toEqual([
      { v: 1, seq: 0, attempt: 1, timeMs: 1000, ...note('a') },
      { v: 1, seq: 1, attempt: 1, timeMs: 1000, ...note('b') },
      { v: 1, seq: 2, attempt: 1, timeMs: 2000, ...note('c') },
    ]);
  });

  it('raises the attempt and goes on counting when it is opened again', () => {
    const path = join(temporaryFolder(), 'journal.ndjson');
    for (const text of ['first', 'second', 'third']) {
      const journal = Journal.open(path);
      journal.write([note(text)], 0);
      journal.close();
    }
    expect(linesOf(path).map(({ seq, attempt }) => [seq, attempt])).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
  });

  it('loses no whole line wherever a crash cut the file, and keeps numbers without a gap', () => {
    const folder = temporaryFolder();
    const whole = join(folder, 'whole.ndjson');
    const journal = Journal.open(whole);
    journal.write([note('plain'), note('Grüße, 世界'), note('x'.repeat(50))], 0);
    journal.close();
    const bytes = readFileSync(whole);
    for (let length = 0; length <= bytes.length; length++) {
      const path = join(folder, 'cut.ndjson');
      writeFileSync(path, bytes.subarray(0, length));
      const before = bytes.subarray(0, length).toString('utf8').split('\n').length - 1;
      const reopened = Journal.open(path);
      reopened.write([note('after')], 0);
      reopened.close();
      const lines = linesOf(path);
      expect(lines).toHaveLength(before + 1);
      expect(lines.map((line) => line.seq)).toEqual(lines.map((_, i) => i));
      expect(lines.at(-1)?.attempt).toBe(before === 0 ? 1 : 2);
    }
  });

  it('finds the last line also when it is longer than one look at the end of the file', () => {
    const path = join(temporaryFolder(), 'journal.ndjson');
    const journal = Journal.open(path);
    journal.write([note('small'), note('y'.repeat(300_000))], 0);
    journal.close();
    appendFileSync(path, `{"v":1,"seq":2,"torn":"${'z'.repeat(400_000)}`);
    const reopened = Journal.open(path);
    expect(reopened.attempt).toBe(2);
    reopened.write([note('after')], 0);
    reopened.close();
    expect(linesOf(path).map((line) => line.seq)).toEqual([0, 1, 2]);
  });

  it('cuts off the zeros that a loss of power leaves, newlines or not', () => {
    const path = join(temporaryFolder(), 'journal.ndjson');
    const journal = Journal.open(path);
    journal.write([note('kept')], 0);
    journal.close();
    appendFileSync(path, Buffer.concat([Buffer.alloc(5000), Buffer.from('\n\n'), Buffer.alloc(10)]));
    const reopened = Journal.open(path);
    reopened.write([note('after')], 0);
    reopened.close();
    expect(textsOf(path)).toEqual(['kept', 'after']);
  });

  it('begins anew where nothing of the file can be read', () => {
    const path = join(temporaryFolder(), 'journal.ndjson');
    writeFileSync(path, 'neither\nof these\n');
    const journal = Journal.open(path);
    expect(journal.attempt).toBe(1);
    journal.close();
    expect(readFileSync(path, 'utf8')).toBe('');
  });

  it('keeps the whole lines and no half one when the disk fills up in their midst', () => {
    fc.assert(
      fc.property(fc.nat(400), (room) => {
        const path = join(temporaryFolder(), 'journal.ndjson');
        const journal = Journal.open(path);
        journal.write([note('before')], 0);
        const disk = fillDisk((call) => (call === 0 ? { writeOnly: room } : 'fail'));
        const entries = [note('one'), note('two'), note('three')];
        let written = 0;
        try {
          written = journal.write(entries, 0);
        } catch (error) {
          expect(error).toMatchObject({ code: 'ENOSPC' });
        }
        disk.empty();
        expect(textsOf(path)).toEqual(['before', 'one', 'two', 'three'].slice(0, written + 1));
        if (written < 3) journal.write(entries.slice(written), 0);
        journal.close();
        expect(linesOf(path).map((line) => line.seq)).toEqual([0, 1, 2, 3]);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses to write beside another process', () => {
    const path = join(temporaryFolder(), 'journal.ndjson');
    const mine = Journal.open(path);
    mine.write([note('mine')], 0);
    const other = Journal.open(path);
    other.write([note('theirs')], 0);
    expect(() => mine.write([note('mine again')], 0)).toThrow(/another process has taken this run on/);
    mine.close();
    other.close();
    expect(textsOf(path)).toEqual(['mine', 'theirs']);
  });

  it('notices a file that was cut while it was open', () => {
    const path = join(temporaryFolder(), 'journal.ndjson');
    const journal = Journal.open(path);
    journal.write([note('a')], 0);
    truncateSync(path, 3);
    expect(() => journal.write([note('b')], 0)).toThrow(/but found 3/);
    journal.close();
  });
});
