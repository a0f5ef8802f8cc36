/**
 * Whether the name of an array of weights fits a pattern, in which * stands for
 * anything. A pattern without a / is held against the layer: `stage1*` fits
 * `stage1_block1_1_conv/kernel`, `*_norm/gamma` the one array of each.
 */
export function namePattern(pattern: string): (name: string) => boolean {
  const whole = new RegExp(`^${pattern.replaceAll(/[.*+?^${}()|[\]\\]/g, (found) => (found === '*' ? '.*' : `\\${found}`))}$`);
  return (name) => whole.test(pattern.includes('/') ? name : layerOf(name));
}

/** `stem_conv/kernel` belongs to `stem_conv`; a name without a / stands for itself. */
export function layerOf(name: string): string {
  return name.includes('/') ? name.slice(0, name.lastIndexOf('/')) : name;
}
