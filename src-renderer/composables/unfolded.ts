import { computed, onScopeDispose, shallowRef } from 'vue';
import type { RunSummary } from '../../src-shared/domain/run.ts';
import type { StudySummary } from '../../src-shared/domain/study.ts';
import { useBackend } from '../stores/backend.ts';
import { REFETCH_MS } from '../stores/live.ts';
import { paced } from '../stores/paced.ts';
import type { RunQuestion } from '../stores/run-list.ts';
import { useStudies } from '../stores/studies.ts';
import { useToasts } from './toasts.ts';

const LARGEST_PAGE = 1000;

/** Which studies of the list of runs stand unfolded, with their runs as they are now. */
export function useUnfolded(question: () => RunQuestion) {
  const { api, onNotice } = useBackend();
  const { attempt } = useToasts();
  const studies = useStudies();
  /** The runs of every study that was looked into, by its id. */
  const runsOf = shallowRef<ReadonlyMap<string, readonly RunSummary[]>>(new Map());
  const openIds = shallowRef<ReadonlySet<string>>(new Set());
  const unfolded = computed(() => new Map([...runsOf.value].filter(([id]) => openIds.value.has(id))));

  async function know(studyId: string): Promise<readonly RunSummary[]> {
    const runs = await studies.runsOf(studyId);
    runsOf.value = new Map([...runsOf.value, [studyId, runs]]);
    return runs;
  }
  const refetch = paced(async () => {
    await Promise.all([...runsOf.value.keys()].map((id) => know(id).catch(() => forget(id))));
  }, REFETCH_MS);
  /** One that is gone is no longer in the list either. */
  function forget(studyId: string): void {
    runsOf.value = new Map([...runsOf.value].filter(([id]) => id !== studyId));
  }
  const leave = onNotice(({ topic }) => {
    if (topic === 'runs' && runsOf.value.size > 0) refetch.soon();
  });
  onScopeDispose(() => {
    leave();
    refetch.stop();
  });

  return {
    runsOf,
    unfolded,
    knowRuns: async (studyId: string) => runsOf.value.get(studyId) ?? (await know(studyId)),
    async toggleStudy({ id }: StudySummary): Promise<void> {
      const isOpen = openIds.value.has(id);
      if (!isOpen) await attempt(() => know(id));
      openIds.value = isOpen ? new Set([...openIds.value].filter((each) => each !== id)) : new Set([...openIds.value, id]);
    },
    forgetStudies(): void {
      runsOf.value = new Map();
      openIds.value = new Set();
    },
    /** Every run that fits, those of studies one by one. */
    async all(): Promise<readonly RunSummary[]> {
      const rows: RunSummary[] = [];
      for (let total = 1; rows.length < total; ) {
        const page = await api.runs.list({ ...question(), offset: rows.length, limit: LARGEST_PAGE });
        if (page.rows.length === 0) break;
        rows.push(...page.rows);
        total = page.total;
      }
      return rows;
    },
  };
}
