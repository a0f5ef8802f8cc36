const SIDES = ['val_', 'test_', 'train_'];

/** Each metric once: what was held out first, then training, then the rest, each by name, the learning rate last. */
export function curveTitles(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

function rank(name: string): number {
  if (name === 'learning_rate') return SIDES.length + 1;
  const place = SIDES.findIndex((side) => name.startsWith(side));
  return place === -1 ? SIDES.length : place;
}
