/** The kinds of task behind TensorFlow.js's standard kernels, from number 40. */
import { fill } from './fill';
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
    default:
      unreachable();
  }
}
