/** `npm start`: the app in a window, or in the browser where there can be no window. */
import { join } from 'node:path';
import { startApp } from './start/start-app.ts';

process.exitCode = await startApp({
  root: join(import.meta.dirname, '../..'),
  words: process.argv.slice(2),
  env: process.env,
  say: (line) => process.stderr.write(`${line}\n`),
});
