/** Starts trainers: all that services import of this folder. The trainer itself is a process of its own. */
import { spawn } from 'node:child_process';
import type { ChildProcess, ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { spanInWords } from '../../src-shared/lib/time-words.ts';
import { linesOf } from '../files/indexer-protocol.ts';
import { entryFile } from '../threads/entry.ts';
import { decodeAnswer, decodeNews } from './answer-line.ts';
import type { NewsOf, TrainerCall, TrainerCalls } from './calls.ts';
import type { CodeFile } from './user-code/code-file.ts';
import { codeDidNotReturn } from './user-code/faults.ts';
import { refuseIfOwned } from './owner.ts';
import { clearRequests, leaveRequest } from './requests.ts';
import { runPaths } from './run-folder.ts';
import { KEY_FILE_VARIABLE } from './sealed-split.ts';

export type { CheckInput, DescribeInput, OtherImages, NewsOf, PredictInput, PredictNews, PreviewInput, TestInput, TrainerCall, TrainerCalls } from './calls.ts';
export { createRun, decideRun, makeRun } from './create-run.ts';
export type { CodeText, CreatedRun, DecidedRun, RunPlan } from './create-run.ts';
export { diskCacheSize, wipeDiskCache } from './loader-threads/disk-cache.ts';
export type { CodeFile } from './user-code/code-file.ts';
export { findStart } from './find-start.ts';
export { newRunId } from './run-id.ts';

/**
 * V8 turns pairs of 128-bit WebAssembly operations into AVX2: twice the speed
 * of the simd kernels. A training step makes 0.4 MB of small objects; left to
 * itself V8 answers with a young generation of 100 MB, where 25 MB (three times
 * the flag) do as well.
 */
const V8_FLAGS = ['--experimental-wasm-revectorize', '--max-semi-space-size=8', '--disable-warning=ExperimentalWarning'];

const CALL_TIMEOUT_MS = 10 * 60 * 1000;
/** What is kept of a short command's standard error, to say why it died. */
const STDERR_KEPT = 4000;

export interface LaunchOptions {
  /** The run's folder, as `createRun` made it. */
  readonly folder: string;
  /** Epochs in all, where more are wanted than the spec says. */
  readonly epochs?: number;
  /** Where the images are now, if they have moved since the run was created. */
  readonly images?: string;
  /** The Node that runs trainers; our own by default. Inside Electron, the one in the app's resources. */
  readonly node?: string;
  /** Where the secret lies that samples are sealed with. */
  readonly keyFile?: string | undefined;
}

export interface LaunchedTrainer {
  readonly pid: number;
  /** Resolves when the trainer has ended. Keeps this process alive only while it is awaited. */
  ended(): Promise<TrainerEnd>;
}

/** Exit codes: 0 finished or stopped, 1 failed, 2 bad input, 130 interrupted. */
export interface TrainerEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * Starts or resumes a run in a process that outlives this one; what it prints
 * goes to the run's `log.txt`. Its progress is told by the run folder alone.
 * What was asked of it before, it finds there too: see `forgetRequests`.
 *
 * @throws BadInput if a process that lives works on the run already.
 */
export async function launchTrainer({ folder, epochs, images, node = process.execPath, keyFile }: LaunchOptions): Promise<LaunchedTrainer> {
  const paths = runPaths(folder);
  await refuseIfOwned(paths);
  const log = openSync(paths.log, 'a');
  try {
    const words = ['train', folder, ...(epochs === undefined ? [] : ['--epochs', String(epochs)]), ...(images === undefined ? [] : ['--images', images])];
    const child = spawn(node, trainerWords(words), { cwd: folder, detached: true, windowsHide: true, stdio: ['ignore', log, log], env: withKey(keyFile) });
    await once(child, 'spawn');
    child.unref();
    return { pid: child.pid ?? 0, ended: endOf(child) };
  } finally {
    closeSync(log);
  }
}

/** Runs a script of the user's, which imports `delira`, in its own folder to its end; it talks to the terminal itself. */
export async function runScript(file: string, words: readonly string[], dataFolder: string, node = process.execPath): Promise<TrainerEnd> {
  const child = spawn(node, trainerWords(['script', file, ...words]), { cwd: dirname(file), stdio: 'inherit', env: { ...process.env, DELIRA_DATA: dataFolder } });
  return endOf(child)();
}

/** Asks a run to stop, after this epoch or after this step; it leaves a checkpoint either way. */
export function requestStop(folder: string, when: 'epoch' | 'now'): void {
  leaveRequest(runPaths(folder).requests, when === 'epoch' ? 'stop-epoch' : 'stop-now');
}

/** Forgets what was asked of an earlier process and never taken: before a run is queued anew. */
export function forgetRequests(folder: string): void {
  clearRequests(runPaths(folder).requests);
}

export function requestCheckpoint(folder: string): void {
  leaveRequest(runPaths(folder).requests, 'checkpoint');
}

export interface CallOptions<News = never> {
  readonly signal?: AbortSignal;
  readonly node?: string;
  readonly timeoutMs?: number;
  readonly keyFile?: string | undefined;
  /** Told what the command says before it answers, as it comes. */
  readonly onNews?: ((news: News) => void) | undefined;
}

/**
 * Runs a short command in a trainer process and gives its answer.
 *
 * @throws the command's own error, or one that says how the process died. When
 * aborted, the process is killed.
 */
export async function callTrainer<Call extends TrainerCall>(
  call: Call,
  input: TrainerCalls[Call]['input'],
  { signal, node = process.execPath, timeoutMs = CALL_TIMEOUT_MS, keyFile, onNews }: CallOptions<NewsOf<Call>> = {},
): Promise<TrainerCalls[Call]['output']> {
  signal?.throwIfAborted();
  const child = spawn(node, trainerWords([call]), { windowsHide: true, env: withKey(keyFile) });
  const kill = () => void child.kill('SIGKILL');
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    kill();
  }, timeoutMs);
  signal?.addEventListener('abort', kill, { once: true });
  try {
    const { answer, death, isQuiet, killedBy } = await converse(child, JSON.stringify(input), (news) => onNews?.(news as NewsOf<Call>));
    signal?.throwIfAborted();
    if (answer) return answer.answer as TrainerCalls[Call]['output'];
    if (killedBy && !late) throw new BadInput(`expected the process for "${call}" to answer, but it was ended from outside with ${killedBy}`, { help: 'Most often memory ran out: take a smaller batch or smaller images, learn masks in patches (loader.patch), or end other programs.' });
    if (late || isQuiet) expectCodeToEnd(input, late ? `after ${spanInWords(timeoutMs)} it has not` : `it ${death}`);
    throw new Error(`expected the trainer to answer ${call}${late ? ` within ${timeoutMs / 1000} s` : ''}, but it ${death}`);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', kill);
  }
}

interface Conversation {
  readonly answer: { readonly answer: unknown } | null;
  /** How the process ended, for where it gave no answer. */
  readonly death: string;
  /** Whether it ended of itself without a word, as no fault of ours does. */
  readonly isQuiet: boolean;
  readonly killedBy: NodeJS.Signals | null;
}

async function converse(child: ChildProcessWithoutNullStreams, input: string, onNews: (news: unknown) => void): Promise<Conversation> {
  const others: string[] = [];
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-STDERR_KEPT)));
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  // It may die before it has read everything; how it ended says more than that.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  for await (const line of linesOf(child.stdout.setEncoding('utf8'))) {
    const told = decodeNews(line);
    if (told) onNews(told.news);
    else others.push(line);
  }
  const [code, ended] = await closed;
  const answer = others.map(decodeAnswer).find((each) => each !== null) ?? null;
  return { answer, killedBy: ended, isQuiet: ended === null && errors.trim() === '', death: `ended with ${ended ?? `code ${code}`}${errors.trim() === '' ? '' : `: ${errors.trim()}`}` };
}

/** @throws BadInput that names the files, if there was code of the user's in the process. */
function expectCodeToEnd(input: object, found: string): void {
  const files = 'code' in input && Array.isArray(input.code) ? (input.code as readonly CodeFile[]).map(({ from }) => from) : [];
  if (files.length > 0) throw codeDidNotReturn(files, found);
}

function withKey(keyFile: string | undefined): NodeJS.ProcessEnv {
  return keyFile === undefined ? process.env : { ...process.env, [KEY_FILE_VARIABLE]: keyFile };
}

function trainerWords(words: readonly string[]): string[] {
  return [...V8_FLAGS, entryFile('trainer'), ...words];
}

function endOf(child: ChildProcess): () => Promise<TrainerEnd> {
  const ended = new Promise<TrainerEnd>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  return () => {
    child.ref();
    return ended;
  };
}
