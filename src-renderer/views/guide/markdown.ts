/**
 * The part of Markdown that the guide is written in, as plain data: headings,
 * paragraphs, code and tables. Our own text alone comes here, so what is not
 * known stays as it is written.
 */
export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: 'paragraph'; readonly parts: readonly Part[] }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | { readonly kind: 'table'; readonly head: readonly (readonly Part[])[]; readonly rows: readonly (readonly (readonly Part[])[])[] };

/** Words in a line: as they are, as code, or stressed. */
export interface Part {
  readonly kind: 'text' | 'code' | 'stress';
  readonly text: string;
}

export function parseMarkdown(source: string): readonly Block[] {
  const lines = source.split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    const taken = takeBlock(lines, at);
    if (taken.block) blocks.push(taken.block);
    at = taken.next;
  }
  return blocks;
}

interface Taken {
  readonly block: Block | null;
  /** The first line after it. */
  readonly next: number;
}

function takeBlock(lines: readonly string[], at: number): Taken {
  const line = lines[at] ?? '';
  if (line.trim() === '') return { block: null, next: at + 1 };
  const heading = /^(#{1,3}) (.*)$/.exec(line);
  if (heading) return { block: { kind: 'heading', level: (heading[1] ?? '#').length as 1 | 2 | 3, text: heading[2] ?? '' }, next: at + 1 };
  if (line.startsWith('```')) return takeCode(lines, at);
  if (line.startsWith('|')) return takeTable(lines, at);
  const next = endOf(lines, at, (each) => each.trim() !== '' && !/^(```|\||#)/.test(each));
  return { block: { kind: 'paragraph', parts: parseParts(lines.slice(at, next).join(' ')) }, next };
}

function takeCode(lines: readonly string[], at: number): Taken {
  const end = endOf(lines, at + 1, (each) => each !== '```');
  return { block: { kind: 'code', language: (lines[at] ?? '').slice(3), text: lines.slice(at + 1, end).join('\n') }, next: end + 1 };
}

/** The second line parts the head from the rows. */
function takeTable(lines: readonly string[], at: number): Taken {
  const next = endOf(lines, at, (each) => each.startsWith('|'));
  const cells = (line: string) => line.split('|').slice(1, -1).map((cell) => parseParts(cell.trim()));
  return { block: { kind: 'table', head: cells(lines[at] ?? ''), rows: lines.slice(at + 2, next).map(cells) }, next };
}

function endOf(lines: readonly string[], from: number, belongs: (line: string) => boolean): number {
  const end = lines.findIndex((line, i) => i >= from && !belongs(line));
  return end === -1 ? lines.length : end;
}

export function parseParts(text: string): readonly Part[] {
  return text.split(/(`[^`]+`|\*[^*]+\*)/).flatMap((piece): readonly Part[] => {
    if (piece === '') return [];
    if (piece.startsWith('`')) return [{ kind: 'code', text: piece.slice(1, -1) }];
    return piece.startsWith('*') && piece.endsWith('*') && piece.length > 2 ? [{ kind: 'stress', text: piece.slice(1, -1) }] : [{ kind: 'text', text: piece }];
  });
}
