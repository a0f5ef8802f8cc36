import type { RunDetail } from '../../../src-shared/domain/run.ts';
import type { RunStudy } from '../../../src-shared/domain/run-study.ts';
import type { StudyDetail, StudySummary } from '../../../src-shared/domain/study.ts';
import { studyMetrics } from '../../../src-shared/lib/study-metrics.ts';
import { studyName } from '../../../src-shared/lib/study-name.ts';
import { lastOwnLook } from '../../../src-shared/lib/test-looks.ts';
import type { FakeState } from './state.ts';

export const studyIds = ({ runs }: FakeState): readonly string[] => [...new Set(runs.flatMap(({ study, binnedMs }) => (study === null || binnedMs !== null ? [] : [study.id])))];

/** A study of the made-up host; null if it has none of that id. */
export function fakeStudy(state: FakeState, studyId: string): StudyDetail | null {
  const own = state.runs.filter(({ study, binnedMs }) => study?.id === studyId && binnedMs === null);
  const [first] = own;
  if (!first?.study) return null;
  const study: RunStudy = first.study;
  const members = Array.from({ length: study.members }, (_, i) => {
    const run = own.find(({ study: place }) => place?.member === i + 1) ?? null;
    return { member: i + 1, run, seed: run?.spec.seed ?? null, values: run === null ? null : valuesOf(run) };
  });
  const states: Partial<Record<RunDetail['status'], number>> = {};
  for (const { status } of own) states[status] = (states[status] ?? 0) + 1;
  const summary: StudySummary = {
    id: study.id,
    kind: study.kind,
    name: studyName([{ name: first.name, study }, ...own.flatMap(({ name, study: place }) => (place === null ? [] : [{ name, study: place }]))]),
    members: study.members,
    datasetId: first.datasetId,
    datasetName: first.datasetName,
    model: first.model,
    createdMs: Math.min(...own.map(({ createdMs }) => createdMs)),
    startedMs: first.startedMs,
    endedMs: own.every(({ endedMs }) => endedMs !== null) ? Math.max(...own.map(({ endedMs }) => endedMs ?? 0)) : null,
    status: own.find(({ status }) => status === 'running' || status === 'starting')?.status ?? own.find(({ status }) => status !== 'finished')?.status ?? 'finished',
    states,
    epoch: own.reduce((sum, { epoch }) => sum + epoch, 0),
    epochs: own.reduce((sum, { epochs }) => sum + epochs, 0),
    tested: members.filter(({ values }) => values !== null).length,
    tags: first.tags.filter((tag) => own.every(({ tags }) => tags.includes(tag))),
    experimentId: first.experimentId,
    result: metricsOf(members.map(({ values }) => values))[0] ?? null,
  };
  return { ...summary, runs: members, classes: first.classes };
}

function valuesOf({ looks }: RunDetail): Readonly<Record<string, number>> | null {
  return lastOwnLook(looks)?.values ?? null;
}

export function metricsOf(values: readonly (Readonly<Record<string, number>> | null)[]) {
  const known = values.flatMap((each) => each?.['test_accuracy'] ?? []);
  const value = mean(known);
  const pooled = known.length === 0 ? {} : { test_accuracy: { value, interval: { low: value - 0.021, high: value + 0.019 } } };
  return studyMetrics(values, pooled, 'val_accuracy');
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
