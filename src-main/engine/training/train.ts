import type { RunEnded, TrainEvent } from '../../../src-shared/domain/train-event.ts';
import type { TrainArguments } from './arguments.ts';
import { evaluate } from './evaluate.ts';
import type { Evaluation } from './evaluate.ts';
import { runEpoch } from './run-epoch.ts';
import { Run } from './run.ts';

type Events = AsyncGenerator<TrainEvent, RunEnded | null, void>;

/**
 * Trains, and says what happens while it does. Everything that it says follows
 * from its arguments: a run resumed from any of its checkpoints goes on as if
 * it had never ended.
 *
 * The order of an epoch is delira's: train, validate, reduce, ask callbacks
 * (which select the best, lower the learning rate, stop), save. The step of a `batch` is the update that it made; every other event
 * carries the number of updates done.
 */
export async function* train(args: TrainArguments): AsyncGenerator<TrainEvent, void, void> {
  const run = new Run(args);
  try {
    yield run.started();
    yield yield* takeEpochs(run);
  } finally {
    run.dispose();
  }
}

async function* takeEpochs(run: Run): AsyncGenerator<TrainEvent, RunEnded, void> {
  while (run.epoch <= run.epochs && run.endedBy === null) {
    const ended = yield* takeEpoch(run);
    if (ended) return ended;
  }
  return run.ended('finished', run.endedBy ?? `Trained ${counted(run.epochs)}.`);
}

/** The rest of the epoch that the run is in; what ended the run, if anything did. */
async function* takeEpoch(run: Run): Events {
  if (run.place.from === 0) yield run.epochStarted();
  const ended = yield* learn(run);
  if (ended) return ended;
  const validation = await validate(run);
  if (validation === 'stopped') return yield* stopWithin(run);
  yield* validation.events;
  if (validation.failure !== null) return run.ended('failed', validation.failure);
  return yield* close(run, validation.values);
}

async function* learn(run: Run): Events {
  const { requests, breathe } = run.args;
  for await (const result of runEpoch(run.training, run.place)) {
    const { events, failure } = run.takeBatch(result);
    yield* events;
    if (failure !== null) return run.ended('failed', failure);
    if (!result.updated && result.batch.size > 0) {
      // In the midst of an update there is nothing to go on from.
      await breathe?.();
      continue;
    }
    if (requests.stop() === 'now') return yield* stopWithin(run);
    if (run.endedBy !== null) {
      yield await run.checkpoint('stop', run.epoch);
      return run.ended('finished', run.endedBy);
    }
    if (requests.takeCheckpoint()) yield await run.checkpoint('request', run.epoch);
    await breathe?.();
  }
  return null;
}

async function* stopWithin(run: Run): Events {
  yield await run.checkpoint('stop', run.epoch);
  return run.ended('stopped', `Stopped in epoch ${run.epoch} after step ${run.step - 1}, as asked.`);
}

async function validate(run: Run): Promise<Pick<Evaluation, 'values' | 'events' | 'failure'> | 'stopped'> {
  const { validation, place } = run;
  if (!validation || !run.validates) return { values: {}, events: [], failure: null };
  const { classes, callbacks, requests, breathe } = run.args;
  const stopped = () => requests.stop() === 'now';
  const { targets } = run.args.spec.dataset;
  const evaluation = await run.withSavedWeights(() => evaluate(validation, { ...place, classes, targets, callbacks, stopped, curves: showsImages(run), ...(breathe ? { breathe } : {}) }));
  return evaluation ?? 'stopped';
}

/** Curves are told in the epochs whose images are saved. */
function showsImages({ args, epoch, epochs }: Run): boolean {
  const { everyEpochs } = args.spec.training.logImages;
  return everyEpochs > 0 && (epoch % everyEpochs === 0 || epoch === epochs);
}

async function* close(run: Run, validationValues: Readonly<Record<string, number>>): Events {
  const { spec, requests } = run.args;
  const epoch = run.epoch;
  const { events, best } = run.finishEpoch(validationValues);
  yield* events;
  const stop = requests.stop() !== null;
  const last = epoch >= run.epochs || run.endedBy !== null;
  const asked = requests.takeCheckpoint();
  const reason = stop ? 'stop' : asked ? 'request' : 'epoch';
  const { everyEpochs, keepEvery } = spec.training.save;
  const due = epoch % everyEpochs === 0 || (keepEvery !== null && epoch % keepEvery === 0);
  if (stop || asked || last || best || due) yield await run.checkpoint(reason, epoch, best);
  return stop && !last ? run.ended('stopped', `Stopped after epoch ${epoch}, as asked.`) : null;
}

function counted(epochs: number): string {
  return epochs === 1 ? '1 epoch' : `${epochs} epochs`;
}
