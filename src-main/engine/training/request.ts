/**
 * What the outside may ask of a run while it trains. The engine looks after
 * each step; asking is the caller's business (a file, a button, a test).
 */
export interface TrainingRequests {
  /** `epoch`: stop after this epoch; `now`: after this step; both leave a checkpoint. */
  stop(): 'epoch' | 'now' | null;
  /** True once per request to write a checkpoint after this step. */
  takeCheckpoint(): boolean;
}
