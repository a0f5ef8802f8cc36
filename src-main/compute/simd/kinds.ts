/** Kinds of task by their numbers in `assembly/tasks.ts`. */
export const TASK = {
  convolve: 0,
  filterGradient: 1,
  addPartials: 2,
  packPanels: 3,
} as const;
export type TaskKind = (typeof TASK)[keyof typeof TASK];
