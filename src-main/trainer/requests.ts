import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '../threads/atomic-file.ts';
import type { TrainingRequests } from '../engine/training/request.ts';

/** Each is an empty file below `requests/`: it works for any process that sees the folder. */
export const REQUESTS = ['stop-epoch', 'stop-now', 'checkpoint'] as const;
export type Request = (typeof REQUESTS)[number];

const LOOK_EVERY_MS = 100;

/** Asks the trainer of a run for something; the request waits there if it has not started yet. */
export function leaveRequest(folder: string, request: Request): void {
  mkdirSync(folder, { recursive: true });
  writeAtomically(join(folder, request), '');
}

/** Forgets what was asked of an earlier process and never taken. */
export function clearRequests(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** What files and signals ask of a run, for the engine to look at after each step. */
export class RunRequests implements TrainingRequests {
  readonly #folder: string;
  readonly #now: () => number;
  #lookedMs = -Infinity;
  #stop: 'epoch' | 'now' | null = null;
  #checkpoint = false;

  constructor(folder: string, now: () => number = () => performance.now()) {
    this.#folder = folder;
    this.#now = now;
    mkdirSync(folder, { recursive: true });
  }

  stop(): 'epoch' | 'now' | null {
    this.#look();
    return this.#stop;
  }

  takeCheckpoint(): boolean {
    this.#look();
    const asked = this.#checkpoint;
    this.#checkpoint = false;
    return asked;
  }

  /** As a signal asks: after this step. */
  stopNow(): void {
    this.#stop = 'now';
  }

  /** One listing of an empty folder at most ten times a second costs nothing beside a step. */
  #look(): void {
    const nowMs = this.#now();
    if (nowMs - this.#lookedMs < LOOK_EVERY_MS) return;
    this.#lookedMs = nowMs;
    for (const name of readdirSync(this.#folder)) this.#take(name);
  }

  #take(name: string): void {
    const request = REQUESTS.find((each) => each === name);
    if (request === undefined) return;
    rmSync(join(this.#folder, name), { force: true });
    if (request === 'checkpoint') this.#checkpoint = true;
    else if (request === 'stop-now') this.stopNow();
    else this.#stop ??= 'epoch';
  }
}
