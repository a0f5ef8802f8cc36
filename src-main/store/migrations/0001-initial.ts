import type { Database } from '../database.ts';
import type { Migration } from './migration.ts';

/**
 * Datasets and runs have a short `key` for the tables below them and an `id`
 * for everyone outside. Times are milliseconds since 1970 UTC. JSON columns
 * hold what is shown but never searched row by row.
 */
export const initial: Migration = {
  version: 1,
  up: (db: Database) => {
    for (const tables of [DATASETS, RUNS, SERIES, OUTPUTS, REST]) db.exec(tables);
  },
};

const DATASETS = `
  CREATE TABLE datasets (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    folder TEXT NOT NULL,
    layout_choice TEXT NOT NULL,
    manifest_choice TEXT,
    status TEXT NOT NULL,
    message TEXT,
    finding TEXT,
    -- The newest IndexProgress while an index runs, the identity of its process, and whether it still is to be done.
    progress TEXT,
    indexing_by TEXT,
    wants_index INTEGER NOT NULL DEFAULT 0,
    next_sample INTEGER NOT NULL DEFAULT 1,
    -- Counts up whenever a sample comes, goes, or changes what samples are filtered by.
    arrangement INTEGER NOT NULL DEFAULT 0,
    added_ms INTEGER NOT NULL,
    indexed_ms INTEGER,
    removed_ms INTEGER
  ) STRICT;

  -- No reference to datasets: a check per row would slow a scan of a million files.
  CREATE TABLE samples (
    dataset INTEGER NOT NULL,
    id INTEGER NOT NULL,
    path TEXT NOT NULL,
    label TEXT,
    "group" TEXT,
    side TEXT,
    size_bytes INTEGER NOT NULL,
    modified_ms REAL NOT NULL,
    shape TEXT,
    dtype TEXT,
    hash BLOB,
    fault TEXT,
    PRIMARY KEY (dataset, id)
  ) WITHOUT ROWID, STRICT;
  CREATE UNIQUE INDEX samples_by_path ON samples (dataset, path);
  CREATE INDEX samples_by_label ON samples (dataset, label, id);
  CREATE INDEX samples_by_group ON samples (dataset, "group") WHERE "group" IS NOT NULL;
  CREATE INDEX samples_by_hash ON samples (dataset, hash) WHERE hash IS NOT NULL;
  CREATE INDEX samples_with_fault ON samples (dataset, id) WHERE fault IS NOT NULL;

  -- Kept beside the samples, so that the counts of a million are read in no time. Nothing is ''.
  CREATE TABLE sample_counts (
    dataset INTEGER NOT NULL,
    label TEXT NOT NULL,
    side TEXT NOT NULL,
    faulty INTEGER NOT NULL,
    count INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,
    PRIMARY KEY (dataset, label, side, faulty)
  ) WITHOUT ROWID, STRICT;

  CREATE TABLE sample_kinds (
    dataset INTEGER NOT NULL,
    shape TEXT NOT NULL,
    dtype TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (dataset, shape, dtype)
  ) WITHOUT ROWID, STRICT;
`;

const RUNS = `
  CREATE TABLE runs (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    folder TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    status_ms INTEGER NOT NULL,
    message TEXT,
    dataset_id TEXT,
    dataset_name TEXT NOT NULL,
    model TEXT NOT NULL,
    backend TEXT,
    created_ms INTEGER NOT NULL,
    started_ms INTEGER,
    ended_ms INTEGER,
    epoch INTEGER NOT NULL DEFAULT 0,
    epochs INTEGER NOT NULL,
    step INTEGER NOT NULL DEFAULT 0,
    steps_per_epoch INTEGER,
    ms_per_step REAL,
    samples_per_second REAL,
    select_metric TEXT NOT NULL,
    select_mode TEXT NOT NULL,
    selected_epoch INTEGER,
    selected_value REAL,
    spark TEXT NOT NULL DEFAULT '[]',
    test_looks INTEGER NOT NULL DEFAULT 0,
    binned_ms INTEGER,
    -- Set while the owner tails the run's folder.
    active_ms INTEGER
  ) STRICT;
  CREATE INDEX runs_by_created ON runs (created_ms);
  CREATE INDEX runs_active ON runs (key) WHERE active_ms IS NOT NULL;

  CREATE TABLE run_details (
    run INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
    name TEXT NOT NULL,
    spec TEXT NOT NULL,
    batch_size INTEGER NOT NULL,
    classes TEXT NOT NULL,
    split TEXT NOT NULL,
    dataset_folder TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    app_version TEXT NOT NULL,
    environment TEXT,
    parameters INTEGER
  ) STRICT;

  -- How far each run folder has been read; written in the transaction that stores what was read.
  CREATE TABLE run_reading (
    run INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
    journal_bytes INTEGER NOT NULL DEFAULT 0,
    journal_lines INTEGER NOT NULL DEFAULT 0,
    left_out INTEGER NOT NULL DEFAULT 0,
    attempt INTEGER NOT NULL DEFAULT 0,
    command TEXT,
    -- When the newest whole line was written.
    line_ms INTEGER,
    -- The pace is measured from here, the start of an epoch or of an attempt in its middle, to the newest batch.
    pace_from_ms INTEGER,
    pace_from_step INTEGER,
    pace_to_ms INTEGER,
    pace_to_step INTEGER,
    -- Set once a whole epoch of the attempt has been measured.
    paced INTEGER NOT NULL DEFAULT 0,
    run_stamp TEXT,
    user_stamp TEXT
  ) STRICT;

  CREATE TABLE tags (
    run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    tag TEXT NOT NULL,
    PRIMARY KEY (run, tag)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX tags_by_tag ON tags (tag, run);
`;

const SERIES = `
  CREATE TABLE series (
    key INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- The kind of line that its points come from: epoch, scalar or batch.
    source TEXT NOT NULL,
    points INTEGER NOT NULL DEFAULT 0,
    first_epoch INTEGER,
    last_epoch INTEGER,
    last REAL,
    min REAL,
    max REAL,
    epoch_last REAL,
    epoch_min REAL,
    epoch_max REAL,
    UNIQUE (run, name)
  ) STRICT;
  CREATE INDEX series_by_name ON series (name);

  -- n counts a series' points from 0 in the order of their steps. No reference
  -- to series: a check per row would slow reading a journal.
  CREATE TABLE points (
    series INTEGER NOT NULL,
    n INTEGER NOT NULL,
    step INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    time_ms INTEGER NOT NULL,
    value REAL,
    PRIMARY KEY (series, n)
  ) WITHOUT ROWID, STRICT;

  -- Bucket i of a level holds the points from i * 16^level on, as many as 16^level; only full ones are kept.
  CREATE TABLE buckets (
    series INTEGER NOT NULL,
    level INTEGER NOT NULL,
    i INTEGER NOT NULL,
    step INTEGER NOT NULL,
    time_ms INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    min REAL,
    max REAL,
    sum REAL NOT NULL,
    finite INTEGER NOT NULL,
    PRIMARY KEY (series, level, i)
  ) WITHOUT ROWID, STRICT;

  CREATE TABLE epoch_values (
    series INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    step INTEGER NOT NULL,
    value REAL,
    PRIMARY KEY (series, epoch)
  ) WITHOUT ROWID, STRICT;
`;

const OUTPUTS = `
  CREATE TABLE images (
    key INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    tag TEXT NOT NULL,
    step INTEGER NOT NULL,
    place INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    caption TEXT NOT NULL,
    file TEXT NOT NULL,
    UNIQUE (run, tag, step, place)
  ) STRICT;

  CREATE TABLE checkpoints (
    run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    name TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    step INTEGER NOT NULL,
    best INTEGER NOT NULL,
    reason TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    time_ms INTEGER NOT NULL,
    PRIMARY KEY (run, name)
  ) WITHOUT ROWID, STRICT;

  CREATE TABLE confusions (
    run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    side TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    step INTEGER NOT NULL,
    classes TEXT NOT NULL,
    counts TEXT NOT NULL,
    PRIMARY KEY (run, side, attempt, epoch)
  ) WITHOUT ROWID, STRICT;

  CREATE TABLE predictions (
    run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    side TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    path TEXT NOT NULL,
    hash TEXT NOT NULL,
    step INTEGER NOT NULL,
    truth INTEGER NOT NULL,
    predicted INTEGER NOT NULL,
    confidence REAL,
    loss REAL,
    PRIMARY KEY (run, side, attempt, epoch, path)
  ) WITHOUT ROWID, STRICT;

  CREATE TABLE messages (
    run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    n INTEGER NOT NULL,
    time_ms INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    step INTEGER NOT NULL,
    severity TEXT NOT NULL,
    text TEXT NOT NULL,
    path TEXT,
    -- Set once a later attempt has done the step anew.
    superseded INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (run, n)
  ) WITHOUT ROWID, STRICT;

  CREATE TABLE test_looks (
    run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    n INTEGER NOT NULL,
    time_ms INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    checkpoint TEXT NOT NULL,
    "values" TEXT NOT NULL,
    PRIMARY KEY (run, n)
  ) WITHOUT ROWID, STRICT;
`;

const REST = `
  CREATE TABLE drafts (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    yaml TEXT NOT NULL,
    updated_ms INTEGER NOT NULL
  ) WITHOUT ROWID, STRICT;

  -- What has changed since a revision, for all hosts on the data folder. An empty id is the list as a whole.
  CREATE TABLE changes (
    topic TEXT NOT NULL,
    id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (topic, id)
  ) WITHOUT ROWID, STRICT;
  CREATE UNIQUE INDEX changes_by_revision ON changes (revision);
`;
