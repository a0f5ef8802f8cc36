import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { decodeText, readCsv } from '../../src-main/files/csv.ts';

const fields = (text: string) => [...readCsv(text)].map((row) => row.fields);

describe('readCsv', () => {
  it('reads fields with any line ends, and a last line without one', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      expect(fields(`path,label${end}a.png,cat${end}b.png,dog`)).toEqual([['path', 'label'], ['a.png', 'cat'], ['b.png', 'dog']]);
    }
  });

  it('tells the delimiter from the first line', () => {
    expect(fields('path;label\n"a;1.png";x,y')).toEqual([['path', 'label'], ['a;1.png', 'x,y']]);
    expect(fields('path\tlabel\na b.png\tx,y')).toEqual([['path', 'label'], ['a b.png', 'x,y']]);
    expect(fields('"a,b";label\n1;2')).toEqual([['a,b', 'label'], ['1', '2']]);
  });

  it('takes delimiters, line breaks and doubled quotes in quotes as they are', () => {
    expect(fields('path,note\n"a, b.png","says ""no""\nand goes"\n')).toEqual([['path', 'note'], ['a, b.png', 'says "no"\nand goes']]);
  });

  it('counts rows as spreadsheets do and leaves empty ones out', () => {
    expect([...readCsv('path,label\n\na,1\n , \nb,2\n')].map(({ number, fields: [path] }) => [number, path])).toEqual([[1, 'path'], [3, 'a'], [5, 'b']]);
  });

  it('says what is wrong with quotes and goes on where it can', () => {
    expect([...readCsv('path,label\n"a"b,1\nc,2\n"d,3\ne,4')].map(({ number, problem }) => [number, problem])).toEqual([
      [1, null],
      [2, 'text follows a closing quote'],
      [3, null],
      [4, 'a quote is opened and never closed'],
    ]);
  });

  it('reads back whatever a table holds', () => {
    const cell = fc.string({ unit: 'grapheme' }).filter((text) => text.trim() === text && text !== '');
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 6 }), fc.constantFrom(',', ';', '\t'), (rows, delimiter) => {
        const table = [['path', 'label'], ...rows];
        const text = table.map((row) => row.map((field) => `"${field.replaceAll('"', '""')}"`).join(delimiter)).join('\r\n');
        expect(fields(text)).toEqual(table);
      }),
    );
  });
});

describe('decodeText', () => {
  it('reads UTF-8 and UTF-16 with and without byte order marks', () => {
    const text = 'path,label\nGröße.png,ß';
    const bigEndian = Buffer.from(`\uFEFF${text}`, 'utf16le').swap16();
    for (const bytes of [Buffer.from(text), Buffer.from(`\uFEFF${text}`), Buffer.from(`\uFEFF${text}`, 'utf16le'), bigEndian]) {
      expect(decodeText(bytes, 'labels.csv')).toBe(text);
    }
  });

  it('refuses other encodings by name', () => {
    expect(() => decodeText(Buffer.from('Größe', 'latin1'), 'labels.csv')).toThrow('expected UTF-8 text in labels.csv, but found other bytes');
  });
});
