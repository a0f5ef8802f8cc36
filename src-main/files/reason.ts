import { flattenError } from '../../src-shared/lib/bad-input.ts';

/** What the system's error codes mean to somebody who looks for a file. */
const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  EACCES: 'permission was denied',
  EPERM: 'permission was denied',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its path is too long for this system',
  ENOTDIR: 'it is not a folder',
  EISDIR: 'it is a folder',
  ENXIO: 'it is not a regular file',
  EIO: 'the disk reported an error',
  ESTALE: 'the network drive lost it',
  ETIMEDOUT: 'the network drive did not answer',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
};

/** Why a file cannot be read, in one sentence: the `fault` of its row. */
export function reasonOf(error: unknown): string {
  const words = systemWords(error);
  return words === null ? flattenError(error).message : `expected to read it, but ${words}`;
}

/** The half of a sentence for an error of the file system; null for any other. */
export function systemWords(error: unknown): string | null {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return null;
  return WORDS[String(error.code)] ?? `the system says ${String(error.code)}`;
}
