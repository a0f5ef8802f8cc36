import { isAbsolute, relative, sep } from 'node:path';

/** Whether an absolute path is a folder or lies below it; links are the caller's to follow. */
export function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
