import { sameSetting, specFields } from './spec-fields.ts';

/** A setting of several runs, in their order; undefined where a run has no such setting. */
export interface SettingRow {
  readonly path: string;
  readonly values: readonly unknown[];
  readonly differs: boolean;
}

/** What says nothing about how a run was trained: its name, and where it was put. */
const ASIDE: readonly string[] = ['name', 'output', 'formatVersion'];

/** The settings of some experiments side by side, in the order of the file. */
export function settingRows(specs: readonly unknown[]): readonly SettingRow[] {
  const columns = specs.map((spec) => new Map(specFields(spec).map(({ path, value }) => [path, value])));
  return mergedPaths(columns.map((column) => [...column.keys()]))
    .filter((path) => !ASIDE.includes(path))
    .map((path) => {
      const values = columns.map((column) => column.get(path));
      return { path, values, differs: values.some((value) => !sameSetting(value, values[0])) };
    });
}

/** All paths, each once; one that only a later run has comes after the path before it there. */
function mergedPaths(lists: readonly (readonly string[])[]): readonly string[] {
  const merged: string[] = [];
  for (const list of lists) {
    let after = -1;
    for (const path of list) {
      const place = merged.indexOf(path);
      if (place === -1) merged.splice(++after, 0, path);
      else after = place;
    }
  }
  return merged;
}
