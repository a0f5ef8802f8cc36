/**
 * Preloaded into a trainer: after each batch it rests for `DELIRA_TEST_REST_MS` (15),
 * so that there is a midst of a run to act in whatever backend computes.
 * Results stay the same.
 */
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

const restMs = Number(process.env['DELIRA_TEST_REST_MS'] ?? 15);
Object.assign(timers, { setImmediate: () => timers.setTimeout(restMs) });
syncBuiltinESMExports();
