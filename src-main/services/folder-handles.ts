import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { basename } from 'node:path';
import type { FolderEntry } from '../../src-shared/api/system.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';

/**
 * Names folders to clients so that they can only give back what they were
 * given: a handle is the path, signed with a key that lives as long as this
 * process. Nothing is remembered, however many folders a dialog lists.
 */
export class FolderHandles {
  readonly #key = randomBytes(32);

  entry(path: string): FolderEntry {
    const encoded = Buffer.from(path).toString('base64url');
    return { folderId: `${encoded}.${this.#sign(encoded).toString('base64url')}`, name: basename(path) || path, path };
  }

  /** @throws BadInput if the handle is not one of ours. */
  path(folderId: string): string {
    const [encoded = '', signature = ''] = folderId.split('.');
    const given = Buffer.from(signature, 'base64url');
    const wanted = this.#sign(encoded);
    if (given.length === wanted.length && timingSafeEqual(given, wanted)) return Buffer.from(encoded, 'base64url').toString();
    throw new BadInput('expected a folder that was chosen in this session, but found another handle', { help: 'Choose the folder again.' });
  }

  #sign(encoded: string): Buffer {
    return createHmac('sha256', this.#key).update(encoded).digest();
  }
}
