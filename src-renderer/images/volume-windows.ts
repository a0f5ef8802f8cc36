/** Values from black to white, by their middle and how far they reach. */
export interface ValueWindow {
  readonly level: number;
  readonly width: number;
}

export interface WindowPreset extends ValueWindow {
  readonly name: string;
}

/** Of CT, in Hounsfield units, as radiologists have them on the number keys. */
export const CT_PRESETS: readonly WindowPreset[] = [
  { name: 'Soft tissue', level: 50, width: 400 },
  { name: 'Lung', level: -600, width: 1500 },
  { name: 'Bone', level: 400, width: 1800 },
  { name: 'Brain', level: 40, width: 80 },
  { name: 'Subdural', level: 75, width: 215 },
  { name: 'Liver', level: 60, width: 160 },
  { name: 'Mediastinum', level: 50, width: 350 },
];

export function windowOf([low, high]: readonly [number, number]): ValueWindow {
  return { level: (low + high) / 2, width: Math.max(high - low, Number.EPSILON) };
}

export function limitsOf({ level, width }: ValueWindow): readonly [low: number, high: number] {
  return [level - width / 2, level + width / 2];
}

/** "level 40, width 80" with as many digits as tell values apart. */
export function windowInWords({ level, width }: ValueWindow): string {
  const digits = width >= 50 ? 0 : width >= 1 ? 1 : 3;
  return `level ${level.toFixed(digits)}, width ${width.toFixed(digits)}`;
}
