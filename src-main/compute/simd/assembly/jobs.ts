/**
 * Fork and join. The main thread writes a job into the control block and takes
 * tasks from it together with the helpers; a task is an index, its result does
 * not depend on who runs it, so results do not depend on the number of threads.
 *
 * `NEXT` holds the job's number in its upper half and the next task in its
 * lower, and is only ever changed by compare-and-exchange: a helper that comes
 * late from an earlier job finds another number and takes nothing.
 */
import { runTask } from './tasks';

/** Raised with every job; helpers sleep on it. */
const SEQUENCE: usize = 64;
const NEXT: usize = 72;
/** Tasks that are finished; the main thread sleeps on it. */
const DONE: usize = 80;
const COUNT: usize = 84;
const TASK_KIND: usize = 88;
const ARGUMENTS: usize = 92;
/** 1 while the main thread sleeps and wants to be woken. */
const MAIN_SLEEPS: usize = 96;
/** Helpers that sleep. */
const SLEEPERS: usize = 100;
/** 1 tells helpers to return. */
const STOP: usize = 104;

/**
 * Turns of an empty loop before a thread goes to sleep, some 0.2 ms: between
 * two kernels of a step the main thread mostly takes less, and to be woken
 * costs a helper as long as a small kernel.
 */
const SPINS: i32 = 100000;
const SECOND: i64 = 1000000000;

/**
 * Runs a job to its end. Returns 0, or 1 if no task was finished for
 * `patience` seconds: a helper has died with a task in hand.
 */
export function runJob(kind: i32, args: usize, count: i32, patience: i32): i32 {
  if (count == 1) {
    runTask(kind, args, 0);
    return 0;
  }
  const sequence = atomic.load<i32>(SEQUENCE) + 1;
  store<i32>(TASK_KIND, kind);
  store<i32>(ARGUMENTS, <i32>args);
  store<i32>(COUNT, count);
  atomic.store<i32>(DONE, 0);
  atomic.store<i64>(NEXT, <i64>sequence << 32);
  atomic.store<i32>(SEQUENCE, sequence);
  if (atomic.load<i32>(SLEEPERS) > 0) atomic.notify(SEQUENCE, -1);
  takeTasks(sequence);
  return join(count, patience);
}

/** A helper's life: it returns when `stopHelpers` was called. */
export function help(): void {
  let seen = 0;
  while (true) {
    let spins = 0;
    while (atomic.load<i32>(SEQUENCE) == seen) {
      if (++spins < SPINS) continue;
      atomic.add<i32>(SLEEPERS, 1);
      atomic.wait<i32>(SEQUENCE, seen, -1);
      atomic.sub<i32>(SLEEPERS, 1);
    }
    seen = atomic.load<i32>(SEQUENCE);
    if (atomic.load<i32>(STOP)) return;
    takeTasks(seen);
  }
}

export function stopHelpers(): void {
  atomic.store<i32>(STOP, 1);
  atomic.add<i32>(SEQUENCE, 1);
  atomic.notify(SEQUENCE, -1);
}

function takeTasks(sequence: i32): void {
  while (true) {
    const next = atomic.load<i64>(NEXT);
    if (<i32>(next >> 32) != sequence) return;
    const task = <i32>next;
    const count = atomic.load<i32>(COUNT);
    if (task >= count) return;
    if (atomic.cmpxchg<i64>(NEXT, next, next + 1) != next) continue;
    runTask(load<i32>(TASK_KIND), <usize>load<i32>(ARGUMENTS), task);
    if (atomic.add<i32>(DONE, 1) + 1 == count && atomic.load<i32>(MAIN_SLEEPS)) atomic.notify(DONE, 1);
  }
}

function join(count: i32, patience: i32): i32 {
  let spins = 0;
  let still = 0;
  let last = -1;
  while (true) {
    const done = atomic.load<i32>(DONE);
    if (done >= count) return 0;
    if (++spins < SPINS) continue;
    if (done != last) {
      last = done;
      still = 0;
    }
    atomic.store<i32>(MAIN_SLEEPS, 1);
    const answer = atomic.wait<i32>(DONE, done, SECOND);
    atomic.store<i32>(MAIN_SLEEPS, 0);
    if (answer == 2 && ++still >= patience) return 1;
  }
}
