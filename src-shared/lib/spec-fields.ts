/** One setting of an experiment, by its path: `training.optimizer.learningRate`. */
export interface SpecField {
  readonly path: string;
  readonly value: unknown;
}

/**
 * Every setting of an experiment on a line of its own. Lists of plain values
 * stay whole: `model.filters: [32, 64]`; lists of steps are numbered.
 */
export function specFields(value: unknown, path = ''): readonly SpecField[] {
  if (Array.isArray(value) && value.some(isGroup)) return value.flatMap((each, i) => specFields(each, `${path}[${i}]`));
  if (!isGroup(value)) return [{ path, value }];
  const entries = Object.entries(value);
  return entries.length === 0 ? [] : entries.flatMap(([key, each]) => specFields(each, path === '' ? key : `${path}.${key}`));
}

/** A setting as the YAML would say it: "[32, 64]", "adam", "true", "–" for nothing. */
export function settingInWords(value: unknown): string {
  if (value === undefined || value === null) return '–';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : `[${value.map(settingInWords).join(', ')}]`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export const sameSetting = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
