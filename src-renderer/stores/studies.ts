import { toValue } from 'vue';
import type { MaybeRefOrGetter } from 'vue';
import type { OutOfFoldRow, StudyPlan } from '../../src-shared/api/studies.ts';
import type { RunSummary } from '../../src-shared/domain/run.ts';
import type { MeanCurve, StudyDetail, StudyResults } from '../../src-shared/domain/study.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { memberName } from '../../src-shared/lib/study-name.ts';
import { useBackend } from './backend.ts';
import { useLive } from './live.ts';
import type { Live } from './live.ts';
import { usePages } from './paged-list.ts';
import type { PagedList } from './paged-list.ts';

/** A k-fold or repeat: whatever its runs write changes it. */
export function useStudy(studyId: MaybeRefOrGetter<string>): Live<StudyDetail> {
  return useLive({ topics: ['runs'], key: () => toValue(studyId) }, (api, id) => api.studies.get({ studyId: id }));
}

/** Comes late where intervals must be computed first: they are drawn a thousand times. */
export function useStudyResults(studyId: MaybeRefOrGetter<string>): Live<StudyResults> {
  return useLive({ topics: ['runs'], key: () => toValue(studyId) }, (api, id) => api.studies.results({ studyId: id }));
}

export function useStudyCurves(studyId: MaybeRefOrGetter<string>): Live<readonly MeanCurve[]> {
  return useLive({ topics: ['runs'], key: () => toValue(studyId) }, (api, id) => api.studies.curves({ studyId: id }));
}

/** Each sample's prediction by the run that it was held back from, worst first. */
export function useOutOfFold(question: () => { readonly studyId: string; readonly truth: number | null; readonly predicted: number | null }): PagedList<OutOfFoldRow> {
  return usePages({
    question,
    concerns: ({ topic }) => topic === 'runs',
    ask: (api, { studyId, truth, predicted }, page) => api.studies.predictions({ studyId, truth: truth ?? undefined, predicted: predicted ?? undefined, ...page }),
  });
}

/**
 * The runs whose names change with that of their study, with both names.
 *
 * @throws BadInput if all have names of their own: nothing would be called by the new one.
 */
export function renamedMembers(runs: readonly Pick<RunSummary, 'id' | 'name' | 'study'>[], newName: string): readonly { readonly runId: string; readonly before: string; readonly after: string }[] {
  const changes = runs.flatMap(({ id, name, study }) => {
    const after = study === null ? null : memberName({ name, study }, newName);
    return after === null ? [] : [{ runId: id, before: name, after }];
  });
  if (changes.length === 0) throw new BadInput('expected a run that is called as the whole, such as digits-fold-1 of digits, but all have names of their own', { help: 'Rename one of them to the new name with -fold- and its number, or -seed- and its seed.' });
  return changes;
}

/** What can be done to studies. */
export function useStudies() {
  const { api } = useBackend();
  const runsOf = async (studyId: string) => (await api.studies.get({ studyId })).runs.flatMap(({ run }) => run ?? []);
  return {
    /** Renames the runs that are called as their study is. @returns what takes it back, run by run. */
    async rename(studyId: string, name: string): Promise<() => Promise<void>> {
      const changes = renamedMembers(await runsOf(studyId), name);
      const renameAll = async (which: 'after' | 'before') => void (await Promise.all(changes.map((change) => api.runs.rename({ runId: change.runId, name: change[which] }))));
      await renameAll('after');
      return () => renameAll('before');
    },
    start: (spec: unknown, plan: StudyPlan, experimentId?: string): Promise<StudyDetail> => api.studies.start({ spec, plan, experimentId }),
    stop: (studyId: string, when: 'epoch' | 'now') => api.studies.stop({ studyId, when }),
    resume: (studyId: string, member?: number): Promise<StudyDetail> => api.studies.resume({ studyId, member }),
    /** The runs of a study, by member; those that are missing left out. */
    runsOf,
  };
}
