import type { RunStudy } from '../domain/run-study.ts';

/**
 * What a k-fold or repeat is called: as its runs are, without what tells one of
 * them from the others, so that whoever renames all of them renames it. A run
 * with a name of its own leaves it the name that it was made with.
 */
export function studyName(runName: string, { kind, member, name }: RunStudy): string {
  const suffix = kind === 'k-fold' ? new RegExp(`^(.+)-fold-${member}$`) : /^(.+)-seed-\d+$/;
  return suffix.exec(runName)?.[1] ?? name;
}

/** What a run is called in a study of another name: `digits-fold-2` in `numbers` is `numbers-fold-2`. */
export function memberName(runName: string, study: RunStudy, newName: string): string {
  const suffix = /-(?:fold|seed)-\d+$/.exec(runName)?.[0] ?? (study.kind === 'k-fold' ? `-fold-${study.member}` : '');
  return `${newName}${suffix}`;
}
