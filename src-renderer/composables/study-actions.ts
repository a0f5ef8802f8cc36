import type { StudySummary } from '../../src-shared/domain/study.ts';
import { useStudies } from '../stores/studies.ts';
import { useToasts } from './toasts.ts';

type Named = Pick<StudySummary, 'id' | 'name'>;

/** What the screens of k-folds and repeats do, each with its words. */
export function useStudyActions() {
  const store = useStudies();
  const { attempt, done } = useToasts();
  return {
    /** Its runs are what has a name. */
    rename: ({ id, name: before }: Named, name: string) =>
      attempt(async () => {
        if (name.trim() === '' || name.trim() === before) return;
        const undo = await store.rename(id, name.trim());
        done(`Renamed to “${name.trim()}”`, undo);
      }),
    stop: ({ id, name }: Named, when: 'epoch' | 'now') =>
      attempt(async () => {
        await store.stop(id, when);
        done(`“${name}” stops ${when === 'epoch' ? 'after this epoch' : 'after this step and keeps a checkpoint'}; what waited is out of the queue`);
      }),
    resume: ({ id, name }: Named) =>
      attempt(async () => {
        await store.resume(id);
        done(`“${name}” goes on with the runs that did not come to their end`);
      }),
    resumeOne: ({ id }: Named, member: number, runName: string) =>
      attempt(async () => {
        await store.resume(id, member);
        done(`“${runName}” waits for its turn`);
      }),
  };
}
