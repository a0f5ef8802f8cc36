import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import type { CodeText } from '../../trainer/launch.ts';

/** More is no experiment but a library, which belongs into node_modules. */
const MOST_FILES = 200;
const MOST_BYTES = 1_000_000;

/**
 * Reads files of the user's code and all files of theirs that these import:
 * what is agreed to, copied into a run, and run. Nothing of it is run here.
 *
 * @param entries absolute paths.
 * @throws BadInput that names the file that is missing.
 */
export function collectCode(entries: readonly string[]): readonly CodeText[] {
  const found = new Map<string, CodeText>();
  const waiting = entries.map((path) => ({ path, by: null as string | null }));
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (found.has(next.path)) continue;
    if (found.size >= MOST_FILES) throw new BadInput(`expected at most ${MOST_FILES} files of code, but ${entries.join(', ')} import more`, { help: 'Put libraries into node_modules.' });
    const text = readCode(next.path, next.by);
    found.set(next.path, { from: next.path, sha256: createHash('sha256').update(text).digest('hex'), text });
    const from = next.path;
    waiting.push(...importsOf(text).map((specifier) => ({ path: resolve(dirname(from), specifier), by: from })));
  }
  return [...found.values()];
}

/** Names of files beside it or elsewhere on the disk, not of packages: `./helper.ts`. */
const IMPORT = /\b(?:from|import)\s*\(?\s*(["'])((?:\.{1,2})?\/[^"'\n]+)\1/g;

function importsOf(text: string): readonly string[] {
  return [...text.matchAll(IMPORT)].flatMap(([, , specifier]) => (specifier === undefined ? [] : [specifier]));
}

function readCode(path: string, by: string | null): string {
  const asked = by === null ? '' : `, which ${by} imports`;
  if (!isAbsolute(path)) throw new BadInput(`expected the whole path of a code file, but found ${path}`, { help: 'A path relative to the experiment file is understood on the command line only.' });
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isFile()) throw new BadInput(`expected code at ${path}${asked}, but found ${stats ? 'a folder' : 'no file'}`, { help: by === null ? 'Check its name; "delira new" writes one to begin with.' : 'Imports name the whole file, with its ending.' });
  if (stats.size > MOST_BYTES) throw new BadInput(`expected code of at most ${MOST_BYTES / 1e6} MB at ${path}, but found ${(stats.size / 1e6).toFixed(1)} MB`);
  return readFileSync(path, 'utf8');
}
