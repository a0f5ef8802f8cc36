import { expect, it } from 'vitest';
import { renamedMembers } from '../../../src-renderer/stores/studies.ts';
import type { StudyKind } from '../../../src-shared/domain/run-study.ts';

const runs = (kind: StudyKind, ...names: readonly string[]) => names.map((name, i) => ({ id: `${i + 1}`, name, study: { id: 's', kind, name: 'digits', member: i + 1, members: names.length } }));

it('runs that are called as their study change with it, those with a name of their own keep it', () => {
  expect(renamedMembers(runs('k-fold', 'digits-fold-1', 'best-of-all', 'digits-fold-3'), 'numbers')).toEqual([
    { runId: '1', before: 'digits-fold-1', after: 'numbers-fold-1' },
    { runId: '3', before: 'digits-fold-3', after: 'numbers-fold-3' },
  ]);
  expect(renamedMembers(runs('seeds', 'best', 'digits-seed-8'), 'numbers')).toEqual([{ runId: '2', before: 'digits-seed-8', after: 'numbers-seed-8' }]);
  expect(() => renamedMembers(runs('k-fold', 'best', 'worst'), 'numbers')).toThrow('but all have names of their own');
});
