import type { GroupPreview } from '../../../src-shared/api/datasets.ts';
import { groupByPattern } from '../../../src-shared/lib/group-pattern.ts';
import { knownRows } from '../../store/start.ts';
import type { Store } from '../../store/start.ts';

/** Paths that a person looks through. */
const SHOWN = 12;

/** What a pattern makes of the paths of a dataset; a few of those that fit and of those that do not. */
export async function previewGroups(store: Store, datasetId: string, pattern: string): Promise<GroupPreview> {
  const groupOf = groupByPattern(pattern);
  const groups = new Set<string>();
  const fitting: GroupPreview['rows'][number][] = [];
  const others: GroupPreview['rows'][number][] = [];
  let samples = 0;
  let without = 0;
  for await (const rows of knownRows(store, datasetId)) {
    for (const { path, fault } of rows) {
      if (fault !== null) continue;
      samples++;
      const group = groupOf(path);
      const shown = group === null ? others : fitting;
      if (group === null) without++;
      // One path of each group shows more than many of one.
      if (shown.length < SHOWN && (group === null || !groups.has(group))) shown.push({ path, group });
      if (group !== null) groups.add(group);
    }
  }
  return { rows: [...fitting.slice(0, SHOWN - Math.min(others.length, SHOWN / 2)), ...others].slice(0, SHOWN), groups: groups.size, without, samples };
}
