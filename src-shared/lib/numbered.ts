/** Names, each once: `['f1', 'recall', 'f1']` becomes `['f1', 'recall', 'f1-2']`. */
export function numbered(names: readonly string[]): string[] {
  return names.map((name, i) => {
    const before = names.slice(0, i).filter((each) => each === name).length;
    return before === 0 ? name : `${name}-${before + 1}`;
  });
}
