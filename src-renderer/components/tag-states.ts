/** Whether all, some or none of the chosen runs have a tag. */
export type TagState = 'all' | 'some' | 'none';

export interface TagChoice {
  readonly tag: string;
  readonly state: TagState;
}

/** Every tag that is in use or on a chosen run, those of the chosen ones first, and how many of them have it. */
export function tagChoices(chosen: readonly (readonly string[])[], known: readonly string[]): readonly TagChoice[] {
  const tags = [...new Set([...chosen.flat(), ...known])];
  return tags
    .map((tag) => ({ tag, state: stateOf(chosen.filter((tagsOfRun) => tagsOfRun.includes(tag)).length, chosen.length) }))
    .sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.tag.localeCompare(b.tag));
}

const ORDER: readonly TagState[] = ['all', 'some', 'none'];

function stateOf(having: number, chosen: number): TagState {
  if (having === 0) return 'none';
  return having === chosen ? 'all' : 'some';
}
