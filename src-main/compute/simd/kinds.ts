/** Kinds of task by their numbers in `assembly/tasks.ts`. */
export const TASK = {
  convolve: 0,
  filterGradient: 1,
  addPartials: 2,
  packPanels: 3,
  activationBias: 4,
  moments: 5,
  gradientMoments: 6,
  applyAffine: 7,
  applyGradient: 8,
  maxPool: 9,
  maxPoolGradient: 10,
  squareSums: 11,
  optimizerStep: 12,
  upSample: 13,
  upSampleGradient: 14,
  // From here on: `assembly/standard-tasks.ts`.
  mapWords: 40,
  testWords: 41,
  widenBytes: 42,
  invertBytes: 43,
  fill: 44,
} as const;
export type TaskKind = (typeof TASK)[keyof typeof TASK];
