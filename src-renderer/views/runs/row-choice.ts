/** Rows that are ticked, and where a range that is drawn with Shift begins. */
export interface RowChoice {
  readonly ids: ReadonlySet<string>;
  readonly anchor: number | null;
}

export const NO_CHOICE: RowChoice = { ids: new Set(), anchor: null };

/** Ticks or unticks one row; the next range begins here. */
export function toggleRow({ ids }: RowChoice, id: string, index: number): RowChoice {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, anchor: index };
}

/** Adds every row from the anchor to `index`, both included; rows that are not here yet are left out. */
export function addRange(choice: RowChoice, index: number, idAt: (index: number) => string | null): RowChoice {
  const from = choice.anchor ?? index;
  const [first, last] = from <= index ? [from, index] : [index, from];
  const ids = new Set(choice.ids);
  for (let i = first; i <= last; i++) {
    const id = idAt(i);
    if (id !== null) ids.add(id);
  }
  return { ids, anchor: from };
}
