import { describe, expect, it } from 'vitest';
import { EMPTY_LIST, PAGE_ROWS, knownRows, onlyPages, pagesOf, rowAt, withPage } from '../../../src-renderer/stores/pages.ts';

const rows = (from: number, count = PAGE_ROWS) => Array.from({ length: count }, (_, i) => from + i);

describe('a long list of which only some pages are here', () => {
  it('gives a row where its page is here, and nothing elsewhere', () => {
    const list = withPage<number>(EMPTY_LIST, 2, rows(200), 10_000);
    expect([rowAt(list, 199), rowAt(list, 200), rowAt(list, 299), rowAt(list, 300)]).toEqual([null, 200, 299, null]);
  });

  it('names the pages that a stretch of rows needs', () => {
    expect([pagesOf(0, 99), pagesOf(99, 100), pagesOf(-5, 250)]).toEqual([[0], [0, 1], [0, 1, 2]]);
  });

  it('loses the pages past its end when it has become shorter', () => {
    const long = withPage<number>(withPage<number>(EMPTY_LIST, 0, rows(0), 300), 2, rows(200), 300);
    expect(knownRows(withPage(long, 0, rows(0, 50), 50))).toEqual(rows(0, 50));
  });

  it('forgets what is out of sight when all may have changed', () => {
    const list = withPage<number>(withPage<number>(EMPTY_LIST, 0, rows(0), 300), 1, rows(100), 300);
    expect([...onlyPages(list, [1]).pages.keys()]).toEqual([1]);
  });
});
