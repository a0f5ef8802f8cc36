import { createHash, randomUUID } from 'node:crypto';
import { constants, copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RUN_FILES } from '../../src-shared/domain/run-folder.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { describeFile, syncFolder, writeAtomically } from '../threads/atomic-file.ts';
import { makeFolder } from '../threads/make-folder.ts';

/** Where everything of a run lies; CONTRACTS, "Run folder, journal, versions". */
export interface RunPaths {
  readonly folder: string;
  readonly run: string;
  readonly split: string;
  readonly statistics: string;
  readonly journal: string;
  readonly exit: string;
  readonly process: string;
  readonly heartbeat: string;
  readonly log: string;
  readonly audit: string;
  readonly images: string;
  readonly checkpoints: string;
  readonly requests: string;
  /** Kept so that a full disk still has room for the line that says so. */
  readonly ballast: string;
}

export function runPaths(folder: string): RunPaths {
  const at = (name: string) => join(folder, name);
  return {
    folder,
    run: at(RUN_FILES.run),
    split: at(RUN_FILES.split),
    statistics: at(RUN_FILES.statistics),
    journal: at(RUN_FILES.journal),
    exit: at(RUN_FILES.exit),
    process: at(RUN_FILES.process),
    heartbeat: at(RUN_FILES.heartbeat),
    log: at(RUN_FILES.log),
    audit: at(RUN_FILES.audit),
    images: at(RUN_FILES.images),
    checkpoints: at(RUN_FILES.checkpoints),
    requests: at('requests'),
    ballast: at('ballast'),
  };
}

/** A file of the user's, as it was when it was hashed. */
export interface CopiedFile {
  /** Absolute. */
  readonly copyOf: string;
  readonly sha256: string;
}

const UNFINISHED = '.new-';

/**
 * Makes `<slug>-<nnnn>` with its first files below the output folder. It is
 * filled under another name and renamed, so no reader finds half of a run, and
 * two hosts that create at once get two folders.
 *
 * @param files are names and contents, or whose copies they are.
 * @throws BadInput if a file that is copied is not what it was when it was hashed.
 */
export function createRunFolder(output: string, name: string, files: Readonly<Record<string, string | CopiedFile>>): string {
  const filled = join(output, `${UNFINISHED}${randomUUID()}`);
  const help = 'Choose another output folder.';
  makeFolder(output, { help });
  try {
    mkdirSync(filled);
    removeAbandoned(output);
  } catch (cause) {
    throw new BadInput(`expected a folder that can be written to at ${output}`, { cause, help });
  }
  try {
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(dirname(join(filled, file)), { recursive: true });
      put(join(filled, file), content);
    }
    return renameToFree(filled, output, slug(name));
  } catch (error) {
    rmSync(filled, { recursive: true, force: true });
    throw error;
  }
}

function put(path: string, content: string | CopiedFile): void {
  if (typeof content === 'string') return writeAtomically(path, content);
  // On file systems that can, without a second place on the disk.
  copyFileSync(content.copyOf, path, constants.COPYFILE_FICLONE);
  if (describeFile(path).sha256 !== content.sha256) throw new BadInput(`expected ${content.copyOf} to stay as it was while it is copied into the run, but it has changed meanwhile`, { help: 'Start the run again once nothing writes to it.' });
  syncFolder(dirname(path));
}

/** The part of a run folder's name that people read: letters, digits and dashes. */
export function slug(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{Mark}/gu, '').toLowerCase();
  const dashed = plain.replace(/[^a-z0-9]+/g, '-').slice(0, 60).replace(/^-+|-+$/g, '');
  return dashed === '' ? 'run' : dashed;
}

/**
 * A folder name for a tag of the user's. Different tags get different names,
 * also where the file system takes `A` and `a` for the same.
 */
export function tagFolder(tag: string): string {
  const safe = [...Buffer.from(tag)].map((byte) => (isPlain(byte) ? String.fromCharCode(byte) : `~${byte.toString(16).padStart(2, '0')}`)).join('');
  if (safe.length > 0 && safe.length <= 100) return safe;
  return `${safe.slice(0, 80)}~${createHash('sha256').update(tag).digest('hex').slice(0, 16)}`;
}

/** What a crash left half made; an hour is longer than any creation takes. */
function removeAbandoned(output: string): void {
  for (const name of readdirSync(output).filter((each) => each.startsWith(UNFINISHED))) {
    const path = join(output, name);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats && Date.now() - stats.mtimeMs > 3_600_000) rmSync(path, { recursive: true, force: true });
  }
}

function renameToFree(filled: string, output: string, start: string): string {
  for (let number = highestNumber(output, start) + 1; ; number++) {
    const folder = join(output, `${start}-${String(number).padStart(4, '0')}`);
    if (existsSync(folder)) continue;
    try {
      renameSync(filled, folder);
      syncFolder(output);
      return folder;
    } catch (error) {
      // Another host took the name between the two lines above.
      if (!existsSync(folder)) throw error;
    }
  }
}

function highestNumber(output: string, start: string): number {
  const numbers = readdirSync(output)
    .filter((name) => name.startsWith(`${start}-`))
    .map((name) => name.slice(start.length + 1))
    .filter((rest) => /^\d{4,}$/.test(rest))
    .map(Number);
  return numbers.reduce((highest, number) => Math.max(highest, number), 0);
}

/** Lower-case letters, digits, dash and underscore. */
function isPlain(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x5f;
}
