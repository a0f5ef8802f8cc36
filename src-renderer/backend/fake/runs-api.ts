import type { RunEntry, RunSort, RunsApi } from '../../../src-shared/api/runs.ts';
import type { Series, SeriesAxis } from '../../../src-shared/domain/metric.ts';
import type { RunDetail } from '../../../src-shared/domain/run.ts';
import type { LoggedItem } from '../../../src-shared/domain/logged.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { random } from '../../../src-shared/lib/random.ts';
import type { FakeState } from './state.ts';
import { fakeStudy } from './studies.ts';

const EPOCH_MS = 210_000;
const BATCH_SERIES = ['train_loss'];
const EPOCH_SERIES = ['val_loss', 'val_accuracy', 'train_accuracy', 'learning_rate'];

/** [z, y, x] of a made-up volume. */
const SCAN = [12, 24, 24];

/** One of each kind that code may log. */
const LOGGED: readonly { readonly tag: string; readonly item: LoggedItem }[] = [
  { tag: 'val_roc', item: { type: 'curve', x: 'False positive rate', y: 'True positive rate', lines: ['bacterial', 'viral'].map((name, i) => ({ name, x: [0, 0.1, 0.3, 1], y: [0, 0.7 + 0.1 * i, 0.95, 1] })), areas: { title: 'AUC', of: [{ name: 'bacterial', value: 0.8925 }, { name: 'viral', value: 0.9125 }], mean: 0.9025 } } },
  { tag: 'weights', item: { type: 'histogram', edges: [-1, -0.5, 0, 0.5, 1], counts: [3, 18, 21, 4] } },
  { tag: 'plan', item: { type: 'text', text: 'Learns the easy half first.' } },
  { tag: 'hardest', item: { type: 'table', columns: ['image', 'loss'], rows: [['person3_9.png', 2.71], ['person8_1.png', 1.04]] } },
  { tag: 'scan', item: { type: 'volume', file: 'images/scan/1281-0.npy', shape: [12, 24, 24], low: 0, high: 1 } },
  { tag: 'pairs', item: { type: 'matrix', names: ['bacterial', 'viral'], counts: [20, 3, 2, 19] } },
];

export function fakeRuns(state: FakeState): RunsApi {
  const find = (runId: string): RunDetail => {
    const run = state.runs.find(({ id }) => id === runId);
    if (!run) throw new BadInput(`expected a run, but found none of the id ${runId}`, { help: 'It may be in a data folder of another host; go back to the list.' });
    return run;
  };
  const change = (runIds: readonly string[], changed: (run: RunDetail) => RunDetail): void => {
    state.runs = state.runs.map((run) => (runIds.includes(run.id) ? changed(run) : run));
    state.notices.tell({ topic: 'runs' });
  };
  return {
    list: async ({ filter, sort, offset, limit }) => {
      const rows = state.runs.filter((run) => fits(run, filter.query) && (run.binnedMs !== null) === filter.binned && (filter.statuses?.includes(run.status) ?? true)).sort(order(sort));
      return { total: rows.length, rows: rows.slice(offset, offset + limit) };
    },
    entries: async ({ filter, sort, offset, limit }) => {
      const seen = new Set<string>();
      const rows = state.runs
        .filter((run) => fits(run, filter.query) && (run.binnedMs !== null) === filter.binned)
        .sort(order(sort))
        .flatMap((run): RunEntry[] => {
          if (run.study === null) return [{ kind: 'run', run }];
          const study = seen.has(run.study.id) ? null : fakeStudy(state, run.study.id);
          seen.add(run.study.id);
          return study ? [{ kind: 'study', study }] : [];
        });
      return { total: rows.length, rows: rows.slice(offset, offset + limit) };
    },
    get: async ({ runId }) => find(runId),
    rename: async ({ runId, name }) => change([runId], (run) => ({ ...run, name })),
    setTags: async ({ runIds, add, remove }) => change(runIds, (run) => ({ ...run, tags: [...new Set([...run.tags, ...add])].filter((tag) => !remove.includes(tag)) })),
    bin: async ({ runIds }) => change(runIds, (run) => ({ ...run, binnedMs: Date.now() })),
    restore: async ({ runIds }) => change(runIds, (run) => ({ ...run, binnedMs: null })),
    seriesList: async ({ runId }) => {
      const run = find(runId);
      return [...BATCH_SERIES, ...EPOCH_SERIES].map((name) => {
        const values = valuesOf(run, name);
        return { name, points: values.length, last: values.at(-1) ?? null, min: values.length ? Math.min(...values) : null, max: values.length ? Math.max(...values) : null, cadence: BATCH_SERIES.includes(name) ? ('batch' as const) : ('epoch' as const) };
      });
    },
    series: async ({ runId, name, axis, buckets, from, to }) => seriesOf(find(runId), name, axis, buckets, from ?? -Infinity, to ?? Infinity),
    epochs: async ({ runId }) => {
      const run = find(runId);
      return Array.from({ length: run.epoch }, (_, i) => ({
        epoch: i + 1,
        values: Object.fromEntries([...EPOCH_SERIES, ...run.classes.map((label) => `val_accuracy-${label}`)].map((name) => [name, valuesOf(run, name)[i] ?? 0])),
      }));
    },
    confusion: async ({ runId, side, epoch }) => {
      const { classes, split, epoch: last } = find(runId);
      if (last === 0) return null;
      const counts = classes.flatMap((_, truth) => {
        const total = split[side].byClass[truth] ?? 0;
        const wrong = Math.round(total * 0.08);
        return classes.map((__, predicted) => (truth === predicted ? total - wrong * (classes.length - 1) : wrong));
      });
      return { epoch: epoch ?? last, side, classes, counts };
    },
    predictions: async ({ runId, side, truth, predicted, offset, limit }) => {
      const { classes, split } = find(runId);
      const all = Array.from({ length: split[side].samples }, (_, i) => {
        const next = random(i, 'demo', 4);
        const label = i % classes.length;
        const confidence = 0.34 + 0.66 * next();
        const guess = i < 40 ? (label + 1) % classes.length : label;
        return { key: `k${i}`, path: `${side}/${classes[label]}/person${i}_${i}.png`, sampleId: i * 7, shape: null, epoch: Math.max(1, find(runId).epoch), truth: label, predicted: guess, confidence, loss: guess === label ? -Math.log(confidence) : 4 - i / 20, scores: null };
      }).filter((row) => (truth === undefined || row.truth === truth) && (predicted === undefined || row.predicted === predicted));
      return { total: all.length, rows: all.slice(offset, offset + limit) };
    },
    loggedTags: async ({ runId }) => {
      const { epoch, stepsPerEpoch } = find(runId);
      const epochs = Array.from({ length: epoch }, (_, i) => i + 1);
      return epoch === 0 ? [] : LOGGED.map(({ tag, item }) => ({ tag, type: item.type, epochs, steps: epochs.map((each) => each * (stepsPerEpoch ?? 1)) }));
    },
    logged: async ({ runId, tag, step }) => {
      const { epoch, stepsPerEpoch } = find(runId);
      const found = LOGGED.find((each) => each.tag === tag);
      const at = step ?? epoch * (stepsPerEpoch ?? 1);
      return found ? { tag, item: found.item, step: at, epoch: Math.round(at / (stepsPerEpoch ?? 1)) } : null;
    },
    loggedVolume: async () => ({ shape: SCAN, voxels: Uint8Array.from({ length: 12 * 24 * 24 }, (_, i) => (i * 7) % 256) }),
    checkpoints: async ({ runId }) => {
      const { epoch, stepsPerEpoch, createdMs } = find(runId);
      return [epoch - 1, epoch]
        .filter((each) => each > 0)
        .map((each) => ({ runId, name: `epoch-${String(each).padStart(4, '0')}`, epoch: each, step: each * (stepsPerEpoch ?? 1) - 1, best: each === epoch - 1, last: each === epoch, reason: each === epoch ? 'last' : 'best val_accuracy', sizeBytes: 134_000_000, timeMs: createdMs + each * EPOCH_MS }));
    },
    log: async ({ runId }) => ({ text: `run ${find(runId).name}\nbackend simd: the fastest that passed its self-test here\nepoch 1: train_loss 1.021, val_accuracy 0.612\n`, truncated: false }),
    messages: async ({ runId }) => {
      const { warnings, createdMs } = find(runId);
      const rows = Array.from({ length: warnings }, (_, i) => ({ timeMs: createdMs + i * EPOCH_MS, epoch: i + 1, step: 90 * i, severity: 'warning' as const, text: 'expected a PNG, but the file ends after 12,288 bytes: left out of this epoch', path: `train/viral/person${i}_viral_${i}.png` }));
      return { total: rows.length, rows };
    },
    tags: async () => [...new Set(state.runs.flatMap(({ tags }) => tags))].sort(),
    openFolder: async ({ folderId }) => Promise.reject(new BadInput(`expected a run folder with a run.json in ${folderId}, but found none`, { help: 'Choose the folder that holds run.json and journal.ndjson.' })),
  };
}

/** Words in the name, `status:…`, `tag:…`, `experiment:…` and `study:…`: as much of the query language as tests need. */
function fits(run: RunDetail, query: string): boolean {
  return query
    .split(/\s+/)
    .filter((term) => term !== '')
    .every((term) => {
      const [field, value = ''] = term.split(':');
      if (field === 'status') return run.status === value;
      if (field === 'experiment') return run.experimentId === value;
      if (field === 'study') return run.study?.id === value;
      if (field === 'tag') return run.tags.includes(value);
      return `${run.name} ${run.datasetName} ${run.model}`.toLowerCase().includes(term.toLowerCase());
    });
}

function order({ by, descending }: RunSort): (a: RunDetail, b: RunDetail) => number {
  const key = (run: RunDetail): string | number =>
    ({ created: run.createdMs, name: run.name, status: run.status, dataset: run.datasetName, model: run.model, selection: run.selection?.value ?? -1, epochs: run.epochs, duration: (run.endedMs ?? run.createdMs) - run.createdMs })[by];
  return (a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0) * (descending ? -1 : 1);
}

function valuesOf(run: RunDetail, name: string): readonly number[] {
  const batches = BATCH_SERIES.includes(name);
  const count = batches ? run.step : run.epoch;
  const next = random(run.spec.seed, 'demo', 5, name.length);
  const skill = 0.12 * random(run.spec.seed, 'demo', 6)();
  const falling = name.endsWith('loss') || name === 'learning_rate';
  return Array.from({ length: count }, (_, i) => {
    const progress = (i + 1) / (batches ? (run.stepsPerEpoch ?? 1) : 1);
    if (name === 'learning_rate') return run.spec.training.optimizer.learningRate;
    return falling ? 0.3 - skill + 0.9 * Math.exp(-progress / 3) * (1 + 0.3 * (next() - 0.5)) : 0.86 + skill - 0.45 * Math.exp(-progress / 3) + 0.03 * (next() - 0.5);
  });
}

function seriesOf(run: RunDetail, name: string, axis: SeriesAxis, buckets: number, from: number, to: number): Series {
  const values = valuesOf(run, name);
  const perEpoch = run.stepsPerEpoch ?? 1;
  const stepOf = (i: number) => (BATCH_SERIES.includes(name) ? i : (i + 1) * perEpoch - 1);
  const xOf = (step: number) => (axis === 'step' ? step : axis === 'epoch' ? (step + 1) / perEpoch : ((step + 1) / perEpoch) * EPOCH_MS);
  const places = [...values.keys()].filter((i) => xOf(stepOf(i)) >= from && xOf(stepOf(i)) <= to);
  const size = Math.max(1, Math.ceil(places.length / buckets));
  const parts = Array.from({ length: Math.ceil(places.length / size) }, (_, b) => places.slice(b * size, (b + 1) * size));
  const column = (read: (part: readonly number[]) => number) => Float64Array.from(parts, read);
  const valuesIn = (part: readonly number[]) => part.map((i) => values[i] ?? Number.NaN);
  return {
    runId: run.id,
    name,
    axis,
    exact: size === 1,
    points: places.length,
    x: column((part) => xOf(stepOf(part[0] ?? 0))),
    step: column((part) => stepOf(part[0] ?? 0)),
    min: column((part) => Math.min(...valuesIn(part))),
    max: column((part) => Math.max(...valuesIn(part))),
    mean: column((part) => valuesIn(part).reduce((sum, each) => sum + each, 0) / part.length),
  };
}
