/** The kinds of task behind TensorFlow.js's standard kernels, from number 40. */
import { combineBytes, combineWords, compareWords } from './binary';
import { fill } from './fill';
import { selectBytes, selectWords } from './select';
import { sumOfTensors } from './sum-of-tensors';
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
    default:
      unreachable();
  }
}
