import { describe, expect, it } from 'vitest';
import { parseMarkdown } from '../../../../src-renderer/views/guide/markdown.ts';

describe("the guide's Markdown", () => {
  it('is headings, paragraphs, code and tables', () => {
    const text = '# Title\n\nOne line\nand `code`, *stressed*.\n\n```ts\nconst a = 1;\n\n# no heading\n```\n\n| a | `b` |\n|---|---|\n| 1 | 2 |\n';
    expect(parseMarkdown(text)).toEqual([
      { kind: 'heading', level: 1, text: 'Title' },
      { kind: 'paragraph', parts: [{ kind: 'text', text: 'One line and ' }, { kind: 'code', text: 'code' }, { kind: 'text', text: ', ' }, { kind: 'stress', text: 'stressed' }, { kind: 'text', text: '.' }] },
      { kind: 'code', language: 'ts', text: 'const a = 1;\n\n# no heading' },
      { kind: 'table', head: [[{ kind: 'text', text: 'a' }], [{ kind: 'code', text: 'b' }]], rows: [[[{ kind: 'text', text: '1' }], [{ kind: 'text', text: '2' }]]] },
    ]);
  });

  it('ends with its text, also within code', () => {
    expect(parseMarkdown('```\nopen')).toEqual([{ kind: 'code', language: '', text: 'open' }]);
  });
});
