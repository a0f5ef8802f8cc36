import type { StudiesApi } from '../../../src-shared/api/studies.ts';
import type { RunDetail } from '../../../src-shared/domain/run.ts';
import type { StudyDetail } from '../../../src-shared/domain/study.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { fakeRuns } from './runs-api.ts';
import type { FakeState } from './state.ts';
import { fakeStudy, mean, metricsOf, studyIds } from './studies.ts';
import { fakeTraining } from './training-api.ts';

export function fakeStudies(state: FakeState): StudiesApi {
  const runs = fakeRuns(state);
  const training = fakeTraining(state);
  const detail = (studyId: string): StudyDetail => {
    const found = fakeStudy(state, studyId);
    if (!found) throw new BadInput(`expected a k-fold or repeat, but found none of the id ${studyId}`, { help: 'It may have been removed; go back to the list.' });
    return found;
  };
  const present = (studyId: string) => detail(studyId).runs.flatMap(({ run }) => run ?? []);
  return {
    list: async ({ offset, limit }) => {
      const rows = studyIds(state).flatMap((id) => fakeStudy(state, id) ?? []);
      return { total: rows.length, rows: rows.slice(offset, offset + limit) };
    },
    get: async ({ studyId }) => detail(studyId),
    curves: async ({ studyId }) => {
      const all = await Promise.all(present(studyId).map(({ id }) => runs.epochs({ runId: id })));
      const most = Math.max(0, ...all.map(({ length }) => length));
      const names = Object.keys(all[0]?.[0]?.values ?? {}).filter((name) => !name.includes('-'));
      return names.map((name) => {
        const columns = Array.from({ length: most }, (_, i) => all.flatMap((epochs) => epochs[i]?.values[name] ?? []));
        return { name, epochs: columns.map((_, i) => i + 1), mean: columns.map(mean), min: columns.map((each) => Math.min(...each)), max: columns.map((each) => Math.max(...each)), runs: columns.map(({ length }) => length) };
      });
    },
    results: async ({ studyId }) => {
      const { runs: members, tested } = detail(studyId);
      const metrics = metricsOf(members.map(({ values }) => values));
      return { metrics, tested, pooled: tested === 0 ? null : { samples: tested * 624, drawn: 'groups', units: tested * 316, draws: 1000, level: 0.95 } };
    },
    predictions: async ({ studyId, ...question }) => {
      const members = detail(studyId).runs;
      const [first] = present(studyId);
      if (!first) return { total: 0, rows: [] };
      const { total, rows } = await runs.predictions({ runId: first.id, side: 'test', ...question });
      return { total, rows: rows.map((row, i) => ({ ...row, runId: members[i % members.length]?.run?.id ?? first.id, member: (i % members.length) + 1 })) };
    },
    confusion: async ({ studyId }) => {
      const [first] = present(studyId);
      return first ? runs.confusion({ runId: first.id, side: 'test' }) : null;
    },
    start: async ({ spec, plan, experimentId }) => {
      const { id, spec: resolved, name } = (await training.start({ spec, experimentId })) as RunDetail;
      const study = { id, kind: plan.kind, name, members: plan.kind === 'k-fold' ? resolved.split.folds : plan.count };
      const [first] = state.runs;
      if (!first) throw new Error('expected the run that was just started');
      const members = Array.from({ length: study.members }, (_, i): RunDetail => ({ ...first, id: `${id.slice(0, -4)}${String(9000 + i)}`, name: `${name}-fold-${i + 1}`, status: i === 0 ? 'starting' : 'queued', study: { ...study, member: i + 1 } }));
      state.runs = [...members, ...state.runs.slice(1)];
      state.notices.tell({ topic: 'runs' });
      return detail(id);
    },
    stop: async ({ studyId, when }) => {
      for (const { id, status } of present(studyId)) if (['running', 'starting', 'queued'].includes(status)) await training.stop({ runId: id, when });
    },
    resume: async ({ studyId, member }) => {
      for (const { member: place, run } of detail(studyId).runs) {
        if (run !== null && ['failed', 'stopped', 'interrupted'].includes(run.status) && (member ?? place) === place) await training.resume({ runId: run.id });
      }
      return detail(studyId);
    },
  };
}
