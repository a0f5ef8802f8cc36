import { BadInput } from './bad-input.ts';

/**
 * Tells the group of a sample from its path by a pattern: null for a path that
 * does not fit.
 *
 * In a pattern, * stands for anything within a folder or a name, ** for any
 * folders, and {group} for what names the group: `{group}_*` takes "p12" from
 * "p12_slice3.png", `scans/{group}/**` the folder below `scans/`. A pattern
 * without a / is held against the name of the file alone, its extension
 * included or not.
 *
 * @throws BadInput unless the pattern names the group once.
 */
export function groupByPattern(pattern: string): (path: string) => string | null {
  const parts = pattern.split('{group}');
  if (parts.length !== 2) throw new BadInput(`expected a pattern with {group} once, such as {group}_*, but found ${pattern}`);
  const [before = '', after = ''] = parts.map(toExpression);
  const whole = new RegExp(`^${before}([^/]+?)${after}$`);
  return (path) => {
    const named = pattern.includes('/') ? path : (path.split('/').at(-1) ?? path);
    const bare = named.replace(/(\.nii|\.img|\.hdr)?\.gz$|\.[^./]+$/i, '');
    return (whole.exec(bare) ?? whole.exec(named))?.[1] ?? null;
  };
}

/** Whether a path fits a pattern of * (anything within a folder or a name) and ** (any folders); one without a / is held against the name of the file. */
export function pathPattern(pattern: string): (path: string) => boolean {
  const whole = new RegExp(`^${toExpression(pattern)}$`);
  return (path) => whole.test(pattern.includes('/') ? path : (path.split('/').at(-1) ?? path));
}

function toExpression(text: string): string {
  return text.replaceAll(/\*\*\/?|\*|[.+?^${}()|[\]\\]/g, (found) => {
    if (found === '*') return '[^/]*';
    if (found === '**') return '.*';
    return found === '**/' ? '(?:.*/)?' : `\\${found}`;
  });
}
