import { averagePrecisionOf } from '../../../src-shared/lib/threshold-curve.ts';
import { rankingScore } from './threshold-curve.ts';

/** The precision over all thresholds, weighted by the recall that each adds. */
export const averagePrecision = rankingScore(averagePrecisionOf);
