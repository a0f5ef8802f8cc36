/** What means nothing to a shell, of POSIX or of Windows. */
const PLAIN = /^[\w@%+=:,./\\-]+$/;

/** A word of a command that is told, as the shell of the platform takes it for one. */
export function shellWord(word: string, platform: NodeJS.Platform = process.platform): string {
  if (PLAIN.test(word) && (platform === 'win32' || !word.includes('\\'))) return word;
  return platform === 'win32' ? `"${word}"` : `'${word.replaceAll("'", "'\\''")}'`;
}
