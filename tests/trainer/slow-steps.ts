/**
 * Preloaded into a trainer: after each batch it rests for 15 ms, so that there
 * is a midst of a run to act in whatever backend computes. Results stay the same.
 */
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

Object.assign(timers, { setImmediate: () => timers.setTimeout(15) });
syncBuiltinESMExports();
