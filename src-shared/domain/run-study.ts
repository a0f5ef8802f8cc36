/**
 * A study is several runs of one experiment that are one object: the folds of
 * a k-fold, or the same training repeated over seeds. Each of its runs is a
 * run like any other, with a folder and a process of its own; what makes them
 * one stands in the `run.json` of each, so that a study needs no file of its
 * own and the database can be made anew from run folders. To its user a study
 * is named by its kind: "k-fold", "repeat".
 */
export const STUDY_KINDS = ['k-fold', 'seeds'] as const;
export type StudyKind = (typeof STUDY_KINDS)[number];

/** Where a run stands in its study. */
export interface RunStudy {
  readonly id: string;
  readonly kind: StudyKind;
  readonly name: string;
  /** Its fold, or the place of its seed, from 1. */
  readonly member: number;
  /** How many runs the study is meant to have. */
  readonly members: number;
}
