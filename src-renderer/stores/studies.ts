import { toValue } from 'vue';
import type { MaybeRefOrGetter } from 'vue';
import type { OutOfFoldRow, StudyPlan } from '../../src-shared/api/studies.ts';
import type { MeanCurve, StudyDetail, StudyResults } from '../../src-shared/domain/study.ts';
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

/** What can be done to studies. */
export function useStudies() {
  const { api } = useBackend();
  const runsOf = async (studyId: string) => (await api.studies.get({ studyId })).runs.flatMap(({ run }) => run ?? []);
  return {
    async rename(studyId: string, name: string): Promise<void> {
      const runs = await runsOf(studyId);
      await Promise.all(runs.map(({ id, name: before, study }) => (study === null ? undefined : api.runs.rename({ runId: id, name: memberName(before, study, name) }))));
    },
    start: (spec: unknown, plan: StudyPlan, experimentId?: string): Promise<StudyDetail> => api.studies.start({ spec, plan, experimentId }),
    stop: (studyId: string, when: 'epoch' | 'now') => api.studies.stop({ studyId, when }),
    resume: (studyId: string, member?: number): Promise<StudyDetail> => api.studies.resume({ studyId, member }),
    /** The runs of a study, by member; those that are missing left out. */
    runsOf,
  };
}
