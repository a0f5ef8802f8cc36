/** Preloaded into a Node process: a promise that nobody waits for is rejected once the file named by `DELIRA_TEST_AFTER` is there. */
import { existsSync } from 'node:fs';

const timer = setInterval(() => {
  if (!existsSync(process.env['DELIRA_TEST_AFTER'] ?? '')) return;
  clearInterval(timer);
  void Promise.reject(new Error('nobody waited for this'));
}, 5);
