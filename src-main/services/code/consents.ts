import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { CodeConsent, CodeFileState, CodeFolder } from '../../../src-shared/api/training.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { CONSENT_FORMAT_VERSION, consentFileSchema } from '../../../src-shared/schema/consent-file.ts';
import type { ConsentFile } from '../../../src-shared/schema/consent-file.ts';
import { parse } from '../../../src-shared/schema/parse.ts';
import { parseJson, refuseNewer } from '../../../src-shared/schema/run-file.ts';
import { readIfThere } from '../../store/run-files.ts';
import { writeAtomicallyLater } from '../../threads/atomic-file.ts';

/** A file of code by what it holds. */
export interface CodeName {
  /** Absolute: where the user wrote it. */
  readonly from: string;
  readonly sha256: string;
}

/** What code the user has agreed to run, a file for each folder of it in the data folder. */
export class Consents {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What is known of some code, folder by folder. */
  async look(code: readonly CodeName[]): Promise<CodeConsent> {
    const folders = [...new Set(code.map(({ from }) => dirname(from)))].sort();
    const states = await Promise.all(folders.map((folder) => this.#lookAt(folder, code.filter(({ from }) => dirname(from) === folder))));
    return { folders: states, agreed: states.every(({ agreed }) => agreed), hash: hashOf(code) };
  }

  /** @throws BadInput unless all of it was agreed to, as it is now. */
  async expect(code: readonly CodeName[]): Promise<void> {
    const { folders, agreed } = await this.look(code);
    if (agreed) return;
    const asked = folders.filter((each) => !each.agreed);
    const changed = asked.some(({ files }) => files.some(({ state }) => state === 'changed'));
    throw new BadInput(`expected your consent to run the code in ${asked.map(({ folder }) => folder).join(', ')}${changed ? ', which has changed since you gave it' : ''}`, {
      help: 'Look at the code; then agree to it in the app, or with --trust on the command line.',
    });
  }

  /** Notes the user's consent to this very code. */
  async agree(code: readonly CodeName[], nowMs: number): Promise<void> {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    for (const folder of new Set(code.map(({ from }) => dirname(from)))) {
      const known = await this.#read(folder);
      const isKnown = (name: string, sha256: string) => known.files.some((each) => each.name === name && each.sha256 === sha256);
      const added = code.filter(({ from, sha256 }) => dirname(from) === folder && !isKnown(basename(from), sha256));
      const files = [...known.files, ...added.map(({ from, sha256 }) => ({ name: basename(from), sha256, agreedMs: nowMs }))];
      await writeAtomicallyLater(this.#path(folder), `${JSON.stringify({ ...known, files }, null, 1)}\n`);
    }
  }

  async #lookAt(folder: string, code: readonly CodeName[]): Promise<CodeFolder> {
    const known = await this.#read(folder);
    const files = code.map(({ from, sha256 }) => ({ name: basename(from), sha256, state: stateOf(known, basename(from), sha256) }));
    return { folder, files, agreed: files.every(({ state }) => state === 'agreed') };
  }

  async #read(folder: string): Promise<ConsentFile> {
    const path = this.#path(folder);
    const text = await readIfThere(path);
    if (text === null) return { formatVersion: CONSENT_FORMAT_VERSION, folder, files: [] };
    const value = parseJson(text, path);
    refuseNewer(value, CONSENT_FORMAT_VERSION, 'consents', path);
    return parse(consentFileSchema, value, path);
  }

  #path(folder: string): string {
    return join(this.#folder, `${createHash('sha256').update(folder).digest('hex').slice(0, 32)}.json`);
  }
}

function stateOf({ files }: ConsentFile, name: string, sha256: string): CodeFileState {
  const versions = files.filter((each) => each.name === name);
  if (versions.some((each) => each.sha256 === sha256)) return 'agreed';
  return versions.length > 0 ? 'changed' : 'new';
}

/** Names the code as a whole, so that what is agreed to is what was looked at. */
function hashOf(code: readonly CodeName[]): string {
  const lines = code.map(({ from, sha256 }) => `${from} ${sha256}\n`).sort();
  return createHash('sha256').update(lines.join('')).digest('hex');
}
