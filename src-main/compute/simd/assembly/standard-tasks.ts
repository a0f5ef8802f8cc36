/** The kinds of task behind TensorFlow.js's standard kernels, from number 40. */
import { argExtreme } from './arg-extreme';
import { combineBytes, combineWords, compareWords } from './binary';
import { copyElements, copyRuns } from './copy';
import { fill } from './fill';
import { fold } from './fold';
import { gatherRows, oneHot, scatterRows } from './gather';
import { joinRuns } from './join';
import { product } from './product';
import { selectBytes, selectWords } from './select';
import { softmax } from './softmax';
import { addChunks, sum } from './sum';
import { sumOfTensors } from './sum-of-tensors';
import { turnPlanes } from './turn';
import { invertBytes, mapWords, testWords, widenBytes } from './unary';

export function runStandardTask(kind: i32, args: usize, task: i32): void {
  switch (kind) {
    case 40:
      return mapWords(args, task);
    case 41:
      return testWords(args, task);
    case 42:
      return widenBytes(args, task);
    case 43:
      return invertBytes(args, task);
    case 44:
      return fill(args, task);
    case 45:
      return combineWords(args, task);
    case 46:
      return compareWords(args, task);
    case 47:
      return combineBytes(args, task);
    case 48:
      return selectWords(args, task);
    case 49:
      return selectBytes(args, task);
    case 50:
      return sumOfTensors(args, task);
    case 51:
      return fold(args, task);
    case 52:
      return sum(args, task);
    case 53:
      return addChunks(args, task);
    case 54:
      return product(args, task);
    case 55:
      return argExtreme(args, task);
    case 56:
      return copyRuns(args, task);
    case 57:
      return copyElements(args, task);
    case 58:
      return turnPlanes(args, task);
    case 59:
      return gatherRows(args, task);
    case 60:
      return oneHot(args, task);
    case 61:
      return scatterRows(args, task);
    case 62:
      return joinRuns(args, task);
    case 63:
      return softmax(args, task);
    default:
      unreachable();
  }
}
