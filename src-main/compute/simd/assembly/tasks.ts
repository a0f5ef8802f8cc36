/** Every kind of task by number; `../kinds.ts` gives the numbers their names. */
import { convolve } from './convolution';
import { addPartials, filterGradient } from './filter-gradient';
import { packPanels } from './pack';

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
    default:
      unreachable();
  }
}
