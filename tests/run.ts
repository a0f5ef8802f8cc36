/**
 * Every check of the project, part after part, and their sum at the end.
 *
 *     node tests/run.ts [--full] [--only part,part]
 *
 * The last line is `N passed, N failed, N skipped`; each skip is named with its
 * reason above it, each failure with its message. Exits with 1 if anything failed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { findChromium } from './helpers/chromium.ts';
import { unexpectedSkips } from './helpers/skips.ts';
import type { Skip } from './helpers/skips.ts';

interface Failure {
  readonly name: string;
  /** What went wrong, as far as the tool tells it. */
  readonly message?: string | undefined;
}

interface Outcome {
  readonly passed: number;
  readonly failures: readonly Failure[];
  readonly skips: readonly Skip[];
}

const root = join(import.meta.dirname, '..');
const output = join(root, 'test-output');
const full = process.argv.includes('--full');
const only = process.argv[process.argv.indexOf('--only') + 1]?.split(',');

type Part = readonly [name: string, run: () => Promise<Outcome>];

/** The parts of a row run side by side: each alone would leave cores idle. */
const rows: readonly (readonly Part[])[] = [
  [
    ['layers', () => command('layers', 'depcruise', ['src-main', 'src-shared', 'src-renderer', '--output-type', 'err'])],
    ['types', () => command('types', 'node', ['tests/checks/types.ts'])],
    ['lint', () => command('lint', 'eslint', ['.', '--max-warnings', '0'])],
  ],
  [['unit', () => vitest('unit', 'unit-alone')]],
  [['integration', () => vitest('integration')]],
  ...(full ? [[['full', () => vitest('full')]] satisfies readonly Part[]] : []),
  [['end to end', playwright]],
];

rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
const outcomes: Outcome[] = [];
for (const row of rows) {
  const wanted = row.filter(([name]) => !process.argv.includes('--only') || only?.includes(name));
  outcomes.push(...(await Promise.all(wanted.map(report))));
}

const failures = outcomes.flatMap((outcome) => outcome.failures);
const skips = outcomes.flatMap((outcome) => outcome.skips);
const refused = process.env['DELIRA_CI'] === '1' ? unexpectedSkips(skips).map((skip): Failure => ({ name: `skipped where it must run: ${skip.name} (${skip.reason})` })) : [];
for (const skip of skips) print(`skipped: ${skip.name} (${skip.reason})`);
// The message again: where output is cut to its end, as logs of CI are, the first one is gone.
for (const { name, message } of [...failures, ...refused]) print([`failed: ${name}`, ...beginningOf(message)].join('\n'));
const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
print(`${passed} passed, ${failures.length + refused.length} failed, ${skips.length} skipped`);
process.exitCode = failures.length + refused.length > 0 ? 1 : 0;

async function report([name, run]: Part): Promise<Outcome> {
  const began = Date.now();
  print(`── ${name}`);
  const outcome = await run();
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  print(`   ${name}: ${outcome.passed} passed, ${outcome.failures.length} failed, ${outcome.skips.length} skipped in ${seconds} s`);
  return outcome;
}

/** A tool that either passes or fails as a whole. */
async function command(name: string, file: string, words: readonly string[]): Promise<Outcome> {
  const status = await run(file, words);
  return status === 0 ? { passed: 1, failures: [], skips: [] } : failedAsWhole(name);
}

function failedAsWhole(name: string): Outcome {
  return { passed: 0, failures: [{ name }], skips: [] };
}

const MESSAGE_LINES = 12;

/** The first lines of what went wrong, indented and without colours. */
function beginningOf(message = ''): string[] {
  const lines = stripVTControlCharacters(message).split('\n').filter((line) => line.trim() !== '');
  return lines.slice(0, MESSAGE_LINES).map((line) => `    ${line}`);
}

interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string; readonly failureMessages?: readonly string[]; readonly meta: { readonly skipReason?: string } }[];
  }[];
}

async function vitest(...projects: readonly [string, ...string[]]): Promise<Outcome> {
  const [project] = projects;
  const file = join(output, `${project}.json`);
  const status = await run('vitest', ['run', ...projects.flatMap((each) => ['--project', each]), '--reporter', 'default', '--reporter', 'json', '--outputFile', file, '--passWithNoTests']);
  const results = readJson<VitestReport>(file)?.testResults;
  if (!results) return failedAsWhole(`${project}: vitest ended with ${status} before it wrote its report`);
  const tests = results.flatMap((each) => each.assertionResults);
  const failures = tests.filter((test) => test.status === 'failed').map((test): Failure => ({ name: test.fullName, message: test.failureMessages?.join('\n') }));
  const broken = results.filter((each) => each.status === 'failed' && each.assertionResults.every((test) => test.status !== 'failed'));
  const unexplained = status !== 0 && failures.length === 0 && broken.length === 0 ? [{ name: `${project}: vitest ended with ${status}` }] : [];
  return {
    passed: tests.filter((test) => test.status === 'passed').length,
    failures: [...failures, ...broken.map(({ name, message }) => ({ name, message })), ...unexplained],
    skips: tests
      .filter((test) => ['skipped', 'pending', 'todo'].includes(test.status))
      .map((test) => ({ name: test.fullName, reason: test.meta.skipReason ?? 'no reason given' })),
  };
}

interface PlaywrightReport {
  readonly suites: readonly PlaywrightSuite[];
  readonly errors: readonly { readonly message?: string }[];
}
interface PlaywrightSuite {
  readonly title: string;
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs?: readonly {
    readonly title: string;
    readonly tests: readonly {
      readonly status: string;
      readonly annotations: readonly { readonly type: string; readonly description?: string }[];
      readonly results: readonly { readonly errors: readonly { readonly message?: string }[] }[];
    }[];
  }[];
}

async function playwright(): Promise<Outcome> {
  const browser = findChromium();
  if ('help' in browser) return failedAsWhole(`end to end: ${browser.help}`);
  const file = join(output, 'e2e.json');
  const status = await run('playwright', ['test', '--config', 'tests/e2e/playwright.config.ts'], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
    DELIRA_TEST_CHROMIUM: browser.path,
  });
  const results = readJson<PlaywrightReport>(file);
  if (!results) return failedAsWhole(`end to end: playwright ended with ${status} before it wrote its report`);
  const tests = results.suites.flatMap(testsOf);
  const named = (wanted: readonly string[]) => tests.filter((test) => wanted.includes(test.status));
  const failures: Failure[] = [...named(['unexpected', 'flaky']), ...results.errors.map(({ message }) => ({ name: 'end to end', message }))];
  return {
    passed: named(['expected']).length,
    failures: status !== 0 && failures.length === 0 ? [{ name: `end to end: playwright ended with ${status}` }] : failures,
    skips: named(['skipped']),
  };
}

function testsOf(suite: PlaywrightSuite): (Failure & Skip & { readonly status: string })[] {
  const own = (suite.specs ?? []).flatMap((spec) =>
    spec.tests.map((test) => ({
      name: `${suite.title} › ${spec.title}`,
      status: test.status,
      message: test.results.flatMap(({ errors }) => errors.map(({ message }) => message ?? '')).join('\n'),
      reason: test.annotations.find((each) => each.type === 'skip')?.description ?? 'no reason given',
    })),
  );
  return [...own, ...(suite.suites ?? []).flatMap(testsOf)];
}

/** Runs a tool of the project's own; gives its exit code, or the signal that ended it. */
async function run(file: string, words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<number | NodeJS.Signals | null> {
  const path = `${join(root, 'node_modules/.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env['PATH'] ?? ''}`;
  const child = spawn(file, words, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32', env: { ...process.env, ...env, PATH: path } });
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return code ?? signal;
}

function readJson<T>(file: string): T | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
