/** Every kind of task by number; `../kinds.ts` gives the numbers their names. */
import { activationBias } from './activation-bias';
import { averagePool, averagePoolGradient } from './average-pool';
import { convolve } from './convolution';
import { crossEntropy } from './cross-entropy';
import { addPartials, filterGradient } from './filter-gradient';
import { applyAffine, applyGradient, gradientMoments, moments } from './normalise';
import { optimizerStep, squareSums } from './optimizer';
import { packPanels } from './pack';
import { maxPool, maxPoolGradient } from './pool';
import { runStandardTask } from './standard-tasks';
import { upSample, upSampleGradient } from './up-sample';
import { winograd, winogradInput, winogradWeights } from './winograd';
import { winogradFilter, winogradFilterBack } from './winograd-filter';

export function runTask(kind: i32, args: usize, task: i32): void {
  switch (kind) {
    case 0:
      return convolve(args, task);
    case 1:
      return filterGradient(args, task);
    case 2:
      return addPartials(args, task);
    case 3:
      return packPanels(args, task);
    case 4:
      return activationBias(args, task);
    case 5:
      return moments(args, task);
    case 6:
      return gradientMoments(args, task);
    case 7:
      return applyAffine(args, task);
    case 8:
      return applyGradient(args, task);
    case 9:
      return maxPool(args, task);
    case 10:
      return maxPoolGradient(args, task);
    case 11:
      return squareSums(args, task);
    case 12:
      return optimizerStep(args, task);
    case 13:
      return upSample(args, task);
    case 14:
      return upSampleGradient(args, task);
    case 15:
      return crossEntropy(args, task);
    case 16:
      return averagePool(args, task);
    case 17:
      return averagePoolGradient(args, task);
    case 18:
      return winogradWeights(args, task);
    case 19:
      return winograd(args, task);
    case 20:
      return winogradFilter(args, task);
    case 21:
      return winogradFilterBack(args, task);
    case 22:
      return winogradInput(args, task);
    default:
      return runStandardTask(kind, args, task);
  }
}
