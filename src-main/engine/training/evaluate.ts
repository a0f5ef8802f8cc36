import { classWords } from '../../../src-shared/lib/class-words.ts';
import type { Side } from '../../../src-shared/domain/sample.ts';
import type { Scored } from '../../../src-shared/domain/metric.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { scoredInWords } from '../../../src-shared/lib/scored-words.ts';
import type { ConfusionCounted, Note, Prediction, TrainEvent } from '../../../src-shared/domain/train-event.ts';
import { IGNORED, confusionMatrix } from '../metrics/confusion.ts';
import { errorOf } from '../metrics/number-predictions.ts';
import type { NumberPredictions } from '../metrics/number-predictions.ts';
import { ask } from './ask.ts';
import type { Callback } from './callback.ts';
import { CaseScorer } from './case-scorer.ts';
import { collect, epochValues, meansOf } from './measures.ts';
import type { EpochCollector } from './measures.ts';
import { RankingCollector } from './ranking-collector.ts';
import { runEpoch } from './run-epoch.ts';
import type { BatchResult, Phase } from './run-epoch.ts';
import { skipWarnings } from './skip-warnings.ts';

export interface EvaluationOptions {
  readonly epoch: number;
  /** Updates done. */
  readonly step: number;
  readonly classes: readonly string[];
  /** Names of the numbers that are predicted; null or left out for classes. */
  readonly targets?: readonly string[] | null;
  readonly callbacks: readonly Callback[];
  /** Whether curves over all thresholds are told (ROC, precision and recall); not unless said. */
  readonly curves?: boolean;
  /** Looked at after each batch; an evaluation that was stopped gives nothing. */
  readonly stopped?: () => boolean;
  /** Awaited after each batch, so that timers and messages of the host are served. */
  readonly breathe?: () => Promise<void>;
}

export interface Evaluation {
  /** Means over the side's samples (`val_loss`), and metrics of them all (`val_auroc`). */
  readonly values: Readonly<Record<string, number>>;
  /** Row-major truth × prediction of samples, or of all pixels where they are classified; null for networks that do not classify. */
  readonly confusion: readonly number[] | null;
  /** Everything to tell of it, kept back until it is complete, so that one that is cut short and repeated is told once. */
  readonly events: readonly TrainEvent[];
  /** How many samples were scored, of how many, and those that were not: nothing takes their places. */
  readonly scored: Scored;
  /** Why a callback ended the run, or null. */
  readonly failure: string | null;
}

/** Takes a whole side through the network and changes nothing; null if it was stopped. */
export async function evaluate(phase: Phase, options: EvaluationOptions): Promise<Evaluation | null> {
  const { epoch, step, callbacks, stopped = () => false, breathe = async () => undefined } = options;
  const means = meansOf(phase.measures);
  const events: TrainEvent[] = [];
  const predictions: Prediction[] = [];
  const cases = phase.cases && new CaseScorer(phase.cases, phase.source, { side: phase.side, epoch, step, classes: options.classes });
  let collector: EpochCollector | null = null;
  const missing: string[] = [];
  const scored = (): Scored => ({ count: phase.source.samples - missing.length, of: phase.source.samples, missing });
  const curves = options.curves === true && phase.measures.task === 'classification' ? new RankingCollector(options.classes) : null;
  let samplesBefore = 0;
  let isStopped = false;
  const goesOn = async () => {
    await breathe();
    isStopped = stopped();
    return !isStopped;
  };
  for await (const result of runEpoch(phase, { epoch, from: 0, step }, goesOn)) {
    const { batch, values } = result;
    means.add(values, batch.size);
    if (batch.size > 0) collector = collect(phase.measures, collector, result);
    const skipped = [...batch.skipped];
    predictions.push(...predictionsOf(phase.side, result, epoch, step), ...numbersOf(phase.side, result, { ...options, epoch, step }));
    skipped.push(...((await cases?.add(result)) ?? []));
    events.push(...skipWarnings({ skipped }, epoch, step));
    missing.push(...skipped.map(({ path }) => path));
    const answers = ask(callbacks, { ...result, side: phase.side, epoch, step, samplesBefore }, phase.book);
    curves?.add(result.predictions);
    events.push(...answers.events);
    if (answers.failure !== null) return { values: means.means(), confusion: null, events, scored: scored(), failure: answers.failure };
    samplesBefore += batch.size;
    if (stopped()) return null;
    await breathe();
  }
  if (isStopped) return null;
  predictions.push(...(cases?.predictions ?? []));
  if (missing.length > 0 && scored().count === 0) {
    throw new BadInput(`expected ${missing.length} images to score, but none of them can be read, such as ${missing[0]}`, { help: 'Check that their disk is connected and index the dataset again; then resume the run.' });
  }
  const confusion = cases?.confusion() ?? (predictions.length > 0 && phase.measures.task === 'classification' ? count(predictions, options, phase.side) : null);
  const values = { ...means.means(), ...epochValues(phase.side, phase.measures, collector), ...cases?.values() };
  const logged = curves?.events(phase.side, epoch, step) ?? [];
  return {
    values,
    confusion: confusion?.counts ?? null,
    events: [...events, ...scoredNotes(phase.side, scored(), { epoch, step }), ...(confusion ? [confusion] : []), ...logged, ...predictions],
    scored: scored(),
    failure: null,
  };
}

function scoredNotes(side: Side, scored: Scored, place: { readonly epoch: number; readonly step: number }): Note[] {
  return scored.missing.length === 0 ? [] : [{ kind: 'note', ...place, text: scoredInWords(side, scored) }];
}

function predictionsOf(side: Side, { batch, predictions }: BatchResult, epoch: number, step: number): Prediction[] {
  if (!predictions) return [];
  const { truth, predicted, confidence, loss, probabilities } = predictions;
  const classes = probabilities.length / Math.max(1, truth.length);
  return batch.samples.map(({ key, path }, i) => ({
    kind: 'prediction',
    epoch,
    step,
    side,
    key,
    path,
    truth: truth[i] ?? IGNORED,
    predicted: predicted[i] ?? IGNORED,
    confidence: confidence[i] ?? Number.NaN,
    ...(side === 'test' && { probabilities: Array.from(probabilities.subarray(i * classes, (i + 1) * classes), shortest) }),
    loss: loss[i] ?? Number.NaN,
  }));
}

/** Nine digits tell any float32 from its neighbours; as a double it would be written with seventeen. */
function shortest(value: number): number {
  return Number(value.toPrecision(9));
}

/** The worst of predicted numbers are told by the mean size of their errors. */
function numbersOf(side: Side, { batch, numbers }: BatchResult, { epoch, step, targets }: Pick<EvaluationOptions, 'epoch' | 'step' | 'targets'>): Prediction[] {
  if (!numbers) return [];
  return batch.samples.map(({ key, path }, i) => ({
    ...{ kind: 'prediction', epoch, step, side, key, path, truth: IGNORED, predicted: IGNORED, confidence: Number.NaN },
    loss: errorOf(numbers, i),
    scores: numberScores(numbers, i, targets ?? []),
  }));
}

/** `truth`, `predicted` and `error`, and where there are several numbers `truth_age`, `predicted_age` …; what is not known is left out. */
function numberScores({ truth, predicted, targets }: NumberPredictions, sample: number, names: readonly string[]): Record<string, number> {
  const words = classWords(names);
  return Object.fromEntries(
    Array.from({ length: targets }, (_, i) => {
      const [real, said] = [truth[sample * targets + i] as number, predicted[sample * targets + i] as number];
      const of = targets === 1 ? '' : `_${words[i] ?? i}`;
      return [...(Number.isNaN(real) ? [] : [[`truth${of}`, real] as const]), [`predicted${of}`, said] as const, ...(Number.isNaN(real) ? [] : [[`error${of}`, said - real] as const])];
    }).flat(),
  );
}

function count(predictions: readonly Prediction[], { epoch, step, classes }: EvaluationOptions, side: Side): ConfusionCounted {
  const truth = predictions.map((each) => each.truth);
  const predicted = predictions.map((each) => each.predicted);
  return { kind: 'confusion', epoch, step, side, classes, counts: confusionMatrix(truth, predicted, classes.length) };
}
