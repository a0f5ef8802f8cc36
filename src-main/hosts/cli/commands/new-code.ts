import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import callback from '../../../../resources/templates/callback.ts?raw';
import dataset from '../../../../resources/templates/dataset.ts?raw';
import load from '../../../../resources/templates/load.ts?raw';
import loader from '../../../../resources/templates/loader.ts?raw';
import loss from '../../../../resources/templates/loss.ts?raw';
import metric from '../../../../resources/templates/metric.ts?raw';
import network from '../../../../resources/templates/network.ts?raw';
import sampler from '../../../../resources/templates/sampler.ts?raw';
import schedule from '../../../../resources/templates/schedule.ts?raw';
import transform from '../../../../resources/templates/transform.ts?raw';
import { BadInput } from '../../../../src-shared/lib/bad-input.ts';
import { builtFolder } from '../../../threads/entry.ts';
import { makeFolder } from '../../../threads/make-folder.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../io.ts';
import type { ExitCode } from '../io.ts';

const TEMPLATES = { network, loss, metric, transform, sampler, dataset, load, loader, schedule, callback } as const;

/** What there is a file to begin with of. */
export type CodeKind = keyof typeof TEMPLATES;
export const CODE_KINDS = Object.keys(TEMPLATES) as readonly CodeKind[];

/** The name that a template calls itself by, in its words on how to use it. */
const OWN_NAME = /\.\/my-[a-z]+\.ts/g;

/** Writes a file of code to begin with, and beside it what editors need to know of `delira`, where nothing says so yet. */
export async function newCode({ io }: Context, kind: CodeKind, file: string): Promise<ExitCode> {
  const path = resolve(file);
  if (!/\.(ts|mts)$/.test(path)) throw new BadInput(`expected a file that ends in .ts, but found ${file}`);
  makeFolder(dirname(path));
  try {
    await writeFile(path, TEMPLATES[kind].replace(OWN_NAME, `./${basename(path)}`), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new BadInput(`expected no file at ${path}, but found one`, { help: 'Choose another name: nothing is written over.' });
  }
  const settings = await writeEditorSettings(dirname(path));
  io.answer({ kind, file: path, editorSettings: settings }, [`wrote ${path}; its first lines say how an experiment uses it`, ...(settings === null ? [] : [`wrote ${settings}, for your editor`])].join('\n'));
  return EXIT.done;
}

/** @returns the file, or null where the folder has one already, or the app's sources, which are the types, are not there. */
async function writeEditorSettings(folder: string): Promise<string | null> {
  const path = join(folder, 'tsconfig.json');
  const types = join(builtFolder(), '../../src-main/trainer/delira/index.ts');
  if (existsSync(path) || !existsSync(types)) return null;
  const compilerOptions = { target: 'es2024', module: 'preserve', moduleDetection: 'force', strict: true, erasableSyntaxOnly: true, allowImportingTsExtensions: true, skipLibCheck: true, noEmit: true, types: [], paths: { delira: [types] } };
  await writeFile(path, `${JSON.stringify({ compilerOptions, include: ['*.ts'] }, null, 2)}\n`);
  return path;
}
