import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findElectron, lacksDisplay } from './find-electron.ts';
import { openBrowser } from './open-browser.ts';
import { tryElectron } from './try-electron.ts';
import type { Attempt } from './try-electron.ts';

export interface StartOptions {
  /** The checkout: its `dist` is built and its packages are installed. */
  readonly root: string;
  /** Passed on to whichever host it is: `--data <folder>`, `--root <folder>`. */
  readonly words: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Says one line to whoever started us. */
  readonly say: (line: string) => void;
}

/** What it takes at most to find out whether there can be a window. */
const PATIENCE_MS = 9000;
/** What a window's process is given to fail in, when finding it took long. */
const LEAST_TRIAL_MS = 2000;

/** Opens the app in a window, else in the browser; gives the exit code when it has been closed. */
export async function startApp(options: StartOptions): Promise<number> {
  const attempt = await openWindow(options);
  if (attempt.runs === 'done') return 0;
  if (attempt.runs) return exitCodeOf(attempt.child);
  options.say(`No window: ${attempt.reason}. Opening the app in the browser instead.`);
  return serve(options);
}

async function openWindow({ root, words, env, say }: StartOptions): Promise<Attempt> {
  const began = performance.now();
  const surroundings = { platform: process.platform, arch: process.arch, env };
  const blind = lacksDisplay(surroundings);
  if (blind !== null) return { runs: false, reason: blind };
  const electron = await findElectron(join(root, 'node_modules', 'electron'), surroundings, PATIENCE_MS - LEAST_TRIAL_MS, () =>
    say('Fetching Electron, more than 100 MB: this once.'),
  );
  if (!electron.found) return { runs: false, reason: `Electron is not to be had here, ${electron.reason}` };
  const left = Math.max(LEAST_TRIAL_MS, PATIENCE_MS - (performance.now() - began));
  const attempt = await tryElectron(electron.path, [root, ...words], { ...env, DELIRA_NODE: process.execPath }, left);
  return attempt.runs === false ? { runs: false, reason: `Electron ${attempt.reason}` } : attempt;
}

/** Runs `delira serve` and shows the address that it prints first. */
async function serve({ root, words, env }: StartOptions): Promise<number> {
  const cli = join(root, 'dist', 'main', 'cli.js');
  const options = [...wordsKeptByNpm(env, words), ...words];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', cli, 'serve', ...options], { stdio: ['inherit', 'pipe', 'inherit'], env });
  const lines = createInterface({ input: child.stdout });
  lines.once('line', (address) => openBrowser({ platform: process.platform, arch: process.arch, env }, address));
  lines.on('line', (line) => process.stdout.write(`${line}\n`));
  return exitCodeOf(child);
}

/**
 * Without a `--` before it, npm takes `--root` for an option of its own: of `--root=/data`
 * only a variable is left, of `--root /data` that variable and a bare word.
 */
function wordsKeptByNpm({ npm_config_root: kept }: NodeJS.ProcessEnv, words: readonly string[]): string[] {
  if (kept === undefined || words.includes('--root')) return [];
  return kept === 'true' ? ['--root'] : ['--root', kept];
}

/** How long a child may take to hear by itself of a Ctrl-C in their common terminal. */
const HEARSAY_MS = 500;

/** Waits for the child to end, and passes on what asks us to end. */
async function exitCodeOf(child: ChildProcess): Promise<number> {
  const pass = () => void child.kill('SIGTERM');
  const interrupt = () => void setTimeout(pass, HEARSAY_MS).unref();
  process.on('SIGINT', interrupt).on('SIGTERM', pass).on('SIGHUP', pass);
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  process.off('SIGINT', interrupt).off('SIGTERM', pass).off('SIGHUP', pass);
  return child.exitCode ?? 1;
}
