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
