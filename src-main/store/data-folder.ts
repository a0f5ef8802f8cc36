import { join } from 'node:path';

/** What the store keeps in a data folder. All but the database is the truth that the database is made from. */
export interface DataFolder {
  readonly database: string;
  /** Never holds anything: whoever has it locked is the owner. */
  readonly owner: string;
  /** Run folders whose output is not elsewhere. */
  readonly runs: string;
  /** Run folders elsewhere, one JSON text per line; only ever added to. */
  readonly elsewhere: string;
  /** What the user said of each dataset, `<id>.json`. */
  readonly datasets: string;
  /** Experiments that are being set up, `<id>.json`. */
  readonly drafts: string;
  /** There while a host asks the owner to make the database anew. */
  readonly rebuild: string;
}

export function dataFolder(path: string): DataFolder {
  return {
    database: join(path, 'delira.db'),
    owner: join(path, 'owner.db'),
    runs: join(path, 'runs'),
    elsewhere: join(path, 'run-folders.ndjson'),
    datasets: join(path, 'datasets'),
    drafts: join(path, 'drafts'),
    rebuild: join(path, 'rebuild.request'),
  };
}
