/** Elements that a task of a streaming kernel takes, so that handing it over costs little beside it. */
const TASK_ELEMENTS = 32_768;

export interface Division {
  readonly perTask: number;
  readonly tasks: number;
}

/**
 * How many rows a task takes. A function of the shape alone: results that are
 * summed per task must not depend on the number of threads.
 *
 * @param most caps the tasks where each costs something afterwards.
 */
export function divideRows(rows: number, elementsPerRow: number, most = Infinity): Division {
  const perTask = Math.max(1, Math.ceil(TASK_ELEMENTS / Math.max(1, elementsPerRow)), Math.ceil(rows / most));
  return { perTask, tasks: Math.ceil(rows / perTask) };
}
