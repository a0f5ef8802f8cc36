import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import { measureName } from '../../../src-shared/lib/measure-names.ts';
import { numbered } from '../../../src-shared/lib/numbered.ts';
import type { MetricSpec } from '../../../src-shared/schema/experiment.ts';
import type { AverageKind } from '../../../src-shared/schema/kinds.ts';
import type { Metric } from '../models/contract.ts';
import { NO_CODE } from '../user-code.ts';
import type { UserCode } from '../user-code.ts';
import { accuracy } from './accuracy.ts';
import { auroc } from './auroc.ts';
import { averagePrecision } from './average-precision.ts';
import { averaged, ofClass } from './average.ts';
import { balancedAccuracy } from './balanced-accuracy.ts';
import { calibrationError } from './calibration-error.ts';
import { customMetric, isEpochMetric } from './custom-metric.ts';
import type { ClassScore, EpochMetric } from './epoch-metric.ts';
import { epochAccuracy, errorShare } from './error-share.ts';
import { fBeta } from './f-beta.ts';
import { jaccard } from './jaccard.ts';
import { logLoss } from './log-loss.ts';
import { matthews } from './matthews.ts';
import { explainedVariance, meanAbsoluteError, meanSquaredError, ofTarget, overTargets } from './number-metrics.ts';
import type { NumberMetric } from './number-outcome.ts';
import { dice, iou } from './overlap.ts';
import { precision } from './precision.ts';
import { recall } from './recall.ts';
import { sensitivityAtSpecificity } from './sensitivity-at-specificity.ts';
import { specificity } from './specificity.ts';

const BATCH_METRICS: Readonly<Record<string, Metric>> = { accuracy, dice, iou };

/** The metrics that an experiment names, which each batch has a value of too, by name. */
export function createMetrics(specs: readonly MetricSpec[], code: UserCode = NO_CODE): Readonly<Record<string, Metric>> {
  return Object.fromEntries(
    numbered(specs.map(measureName)).flatMap((name, i) => {
      const spec = specs[i];
      const metric = spec?.kind === 'custom' ? ofBatch(spec, code) : BATCH_METRICS[spec?.kind ?? ''];
      return metric ? [[name, metric]] : [];
    }),
  );
}

/** A metric of the user's, if it is one of batches. */
function ofBatch(spec: Extract<MetricSpec, { kind: 'custom' }>, code: UserCode): Metric | null {
  const metric = customMetric(spec, code);
  return isEpochMetric(metric) ? null : metric;
}

/**
 * The metrics that an experiment names, of a whole epoch's predictions, by
 * name: `f1`, a second one `f1-2`, of single classes `recall_0`, `recall_1`.
 */
export function createEpochMetrics(specs: readonly MetricSpec[], classes: number, code: UserCode = NO_CODE): Readonly<Record<string, EpochMetric>> {
  const names = numbered(specs.map(measureName));
  return Object.fromEntries(specs.flatMap((spec, i) => Object.entries(createMetric(spec, classes, code)).map(([part, metric]) => [`${names[i]}${part}`, metric])));
}

/** The metrics of predicted numbers that an experiment names: `mae`, of single numbers `mae_0`, `mae_1`. */
export function createNumberMetrics(specs: readonly MetricSpec[], targets: number): Readonly<Record<string, NumberMetric>> {
  const names = numbered(specs.map(measureName));
  return Object.fromEntries(
    specs.flatMap((spec, i) => {
      const score = NUMBER_SCORES[spec.kind];
      if (!score) return [];
      if (!('average' in spec) || spec.average !== 'per-target') return [[names[i] as string, overTargets(score)] as const];
      return Array.from({ length: targets }, (_, target) => [`${names[i]}_${target}`, ofTarget(score, target)] as const);
    }),
  );
}

const NUMBER_SCORES: Readonly<Partial<Record<MetricSpec['kind'], Parameters<typeof overTargets>[0]>>> = { mae: meanAbsoluteError, mse: meanSquaredError, r2: explainedVariance };

type Parts = Readonly<Record<string, EpochMetric>>;

/** By what follows the metric's name: nothing, or the class. */
function createMetric(spec: MetricSpec, classes: number, code: UserCode): Parts {
  switch (spec.kind) {
    case 'accuracy':
      return { '': epochAccuracy };
    case 'balanced-accuracy':
      return { '': balancedAccuracy };
    case 'precision':
      return ofClasses(precision, spec.average, classes);
    case 'recall':
      return ofClasses(recall, spec.average, classes);
    case 'specificity':
      return ofClasses(specificity, spec.average, classes);
    case 'f1':
      return ofClasses(fBeta(1), spec.average, classes);
    case 'f-beta':
      return ofClasses(fBeta(spec.beta), spec.average, classes);
    case 'jaccard':
      return ofClasses(jaccard, spec.average, classes);
    case 'hamming':
    case 'zero-one':
      return { '': errorShare };
    case 'matthews':
      return { '': matthews };
    case 'log-loss':
      return { '': logLoss };
    case 'auroc':
      return ofRanking(auroc, spec.average, classes);
    case 'average-precision':
      return ofRanking(averagePrecision, spec.average, classes);
    case 'sensitivity-at-specificity':
      return ofRanking(sensitivityAtSpecificity(spec.specificity), spec.average, classes);
    case 'calibration-error':
      return { '': calibrationError(spec.bins) };
    case 'custom': {
      const metric = customMetric(spec, code);
      return isEpochMetric(metric) ? { '': metric } : {};
    }
    // Whole cases are scored one by one: `training/case-scorer.ts`.
    case 'dice':
    case 'iou':
    case 'hausdorff95':
    case 'surface-distance':
    // Numbers are no classes: `createNumberMetrics`.
    case 'mae':
    case 'mse':
    case 'r2':
      return {};
    default:
      return assertNever(spec);
  }
}

function ofClasses(score: ClassScore, average: AverageKind, classes: number): Parts {
  if (average !== 'per-class') return { '': averaged(score, average) };
  return Object.fromEntries(Array.from({ length: classes }, (_, label) => [`_${label}`, ofClass(score, label)]));
}

/** Of two classes, the ranking by the second one is what is meant, as in scikit-learn: the first one's is the same upside down. */
function ofRanking(score: ClassScore, average: AverageKind, classes: number): Parts {
  return classes === 2 && average !== 'per-class' ? { '': ofClass(score, 1) } : ofClasses(score, average, classes);
}
