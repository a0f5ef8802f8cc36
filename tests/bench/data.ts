import { parseArgs } from 'node:util';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { decodeRates } from './decode-rates.ts';
import { headerRate, indexRate } from './index-files.ts';
import { loaderRates } from './loader.ts';

const PARTS = ['decode', 'loader', 'index'] as const;

/**
 * `npm run bench -- data [decode] [loader] [index] [--files 1000000] [--rounds 3] [--json] [--python <path>]`:
 * decoding beside sharp, nibabel, pydicom and Pillow; loader threads beside
 * PyTorch's DataLoader; a first pass over a folder of many files beside `find`.
 */
export async function benchData(words: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      python: { type: 'string', default: '/usr/bin/python3' },
      files: { type: 'string', default: '1000000' },
      headers: { type: 'string', default: '100000' },
      rounds: { type: 'string', default: '3' },
    },
  });
  const unknown = positionals.find((name) => !PARTS.some((part) => part === name));
  if (unknown !== undefined) throw new BadInput(`expected parts of ${PARTS.join(', ')}, but found ${unknown}`);
  const wanted = (part: (typeof PARTS)[number]) => positionals.length === 0 || positionals.includes(part);
  const rounds = Number(values.rounds);
  const result = {
    // First, so that its memory is its own.
    ...(wanted('index') && { index: await indexRate({ files: Number(values.files), rounds }), headers: headerRate(Number(values.headers)) }),
    ...(wanted('decode') && { decode: await decodeRates(values.python) }),
    ...(wanted('loader') && { loader: await loaderRates({ python: values.python, rounds }) }),
  };
  process.stdout.write(values.json ? `${JSON.stringify(result, rounded, 2)}\n` : inWords(result));
}

/** Three digits are what a measurement is worth. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(3)) : value;
}

/** One line for each thing that was measured: its name, then every figure with its own. */
function inWords(result: Readonly<Record<string, unknown>>): string {
  const plain = JSON.parse(JSON.stringify(result, rounded)) as Readonly<Record<string, unknown>>;
  const line = (part: string, figures: object) => `${part.padEnd(8)}${Object.entries(figures).filter(([, value]) => value !== null).map(([name, value]) => (typeof value === 'string' ? value : `${name} ${String(value)}`)).join('  ')}\n`;
  return Object.entries(plain).flatMap(([part, figures]) => [figures].flat().map((each) => line(part, each as object))).join('');
}
