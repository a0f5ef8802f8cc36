/** What lies in a run folder, by the names that everyone uses. */
export const RUN_FILES = {
  run: 'run.json',
  split: 'split.json',
  /** What `prepare` had to learn from the training images; not there before the first attempt, or where nothing. */
  statistics: 'statistics.json',
  user: 'user.json',
  process: 'process.json',
  exit: 'exit.json',
  journal: 'journal.ndjson',
  log: 'log.txt',
  /** Empty; only its time of change tells, which the trainer renews. */
  heartbeat: 'heartbeat',
  /** What the last audit found. */
  audit: 'audit.json',
  images: 'images',
  checkpoints: 'checkpoints',
} as const;

export const HEARTBEAT_MS = 2000;

/** A heartbeat older than three missed beats: the run is not responding. */
export const HEARTBEAT_STALE_MS = 3 * HEARTBEAT_MS;
