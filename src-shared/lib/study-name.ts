import type { RunStudy } from '../domain/run-study.ts';

/** A run of a k-fold or repeat, as far as names go. */
export interface NamedMember {
  readonly name: string;
  readonly study: RunStudy;
}

/**
 * What a k-fold or repeat is called: as its runs are, without what tells one of
 * them from the others, so that whoever renames all of them renames it. Runs
 * with names of their own say nothing; where all have, it is called as it was
 * made.
 *
 * @param members in their order, at least one.
 */
export function studyName([first, ...others]: readonly [NamedMember, ...NamedMember[]]): string {
  return [first, ...others].map(nameInCommon).find((name) => name !== null) ?? first.study.name;
}

/** What a run is called in a study of another name: `digits-fold-2` in `numbers` is `numbers-fold-2`; null for a name of its own, which it keeps. */
export function memberName(member: NamedMember, newName: string): string | null {
  const common = nameInCommon(member);
  return common === null ? null : `${newName}${member.name.slice(common.length)}`;
}

function nameInCommon({ name, study: { kind, member } }: NamedMember): string | null {
  const pattern = kind === 'k-fold' ? new RegExp(`^(.+)-fold-${member}$`) : /^(.+)-seed-\d+$/;
  return pattern.exec(name)?.[1] ?? null;
}
