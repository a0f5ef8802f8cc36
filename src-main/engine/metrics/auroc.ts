import { areaUnderRoc } from '../../../src-shared/lib/threshold-curve.ts';
import { rankingScore } from './threshold-curve.ts';

/** How likely a sample of a class is ranked above one of another. */
export const auroc = rankingScore(areaUnderRoc);
