/**
 * Ours and PyTorch's training throughput in one run, in turn, so that a noisy
 * machine treats both alike:
 *
 *     npm run bench -- compare [model…] --rounds 3 --steps 20 --threads 2 --json
 *
 * Each round runs PyTorch with OMP_WAIT_POLICY=passive, ours, PyTorch with
 * active, ours; every run is a process of its own. A model's figures are the
 * medians over the rounds, PyTorch's with the better policy.
 */
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BENCH_NAMES, benchName } from './models.ts';
import type { BenchName } from './models.ts';
import type { TrainResult } from './train.ts';
import { median } from './median.ts';

interface PytorchResult {
  readonly torch: string;
  readonly imagesPerSecond: number;
  readonly firstLoss: number;
  readonly lastLoss: number;
  readonly peakBytes: number;
  readonly waitPolicy: string;
}

interface Compared {
  readonly model: BenchName;
  readonly oursImagesPerSecond: number;
  readonly pytorchImagesPerSecond: number;
  readonly ratio: number;
  readonly oursPeakBytes: number;
  readonly pytorchPeakBytes: number;
  readonly oursLosses: readonly [number, number];
  readonly pytorchLosses: readonly [number, number];
  readonly pytorchWaitPolicy: string;
  readonly rounds: number;
}

const POLICIES = ['passive', 'active'] as const;
const here = import.meta.dirname;

export async function benchCompare(words: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '3' },
      steps: { type: 'string', default: '20' },
      threads: { type: 'string', default: '2' },
      python: { type: 'string', default: findPython() },
      json: { type: 'boolean', default: false },
    },
  });
  const names = positionals.length > 0 ? positionals.map(benchName) : BENCH_NAMES;
  const options = { rounds: Number(values.rounds), steps: values.steps, threads: values.threads, python: values.python };
  const models: Compared[] = [];
  let torch = '';
  for (const name of names) {
    const { compared, version } = compare(name, options);
    torch = version;
    models.push(compared);
    process.stderr.write(inWords(compared));
  }
  const machine = `${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores`;
  if (values.json) process.stdout.write(`${JSON.stringify({ machine, node: process.versions.node, torch, threads: Number(options.threads), models })}\n`);
  await Promise.resolve();
}

interface Options {
  readonly rounds: number;
  readonly steps: string;
  readonly threads: string;
  readonly python: string;
}

function compare(model: BenchName, options: Options): { readonly compared: Compared; readonly version: string } {
  const ours: TrainResult[] = [];
  const theirs: Record<(typeof POLICIES)[number], PytorchResult[]> = { passive: [], active: [] };
  for (let round = 0; round < options.rounds; round++) {
    for (const policy of POLICIES) {
      theirs[policy].push(runPytorch(model, options, policy));
      ours.push(runOurs(model, options));
    }
  }
  const speed = (results: readonly { readonly imagesPerSecond: number }[]) => median(results.map(({ imagesPerSecond }) => imagesPerSecond));
  const better = speed(theirs.passive) >= speed(theirs.active) ? 'passive' : 'active';
  const best = theirs[better];
  const last = { ours: ours.at(-1) as TrainResult, theirs: best.at(-1) as PytorchResult };
  return {
    version: last.theirs.torch,
    compared: {
      model,
      oursImagesPerSecond: speed(ours),
      pytorchImagesPerSecond: speed(best),
      ratio: speed(ours) / speed(best),
      oursPeakBytes: median(ours.map(({ peakBytes }) => peakBytes ?? NaN)),
      pytorchPeakBytes: median(best.map(({ peakBytes }) => peakBytes)),
      oursLosses: [last.ours.firstLoss, last.ours.lastLoss],
      pytorchLosses: [last.theirs.firstLoss, last.theirs.lastLoss],
      pytorchWaitPolicy: better,
      rounds: options.rounds,
    },
  };
}

function runOurs(model: BenchName, { steps, threads }: Options): TrainResult {
  const words = [...process.execArgv, join(here, 'main.ts'), 'train', model, '--steps', steps, '--threads', threads, '--json'];
  return answerOf<TrainResult>(process.execPath, words, {});
}

function runPytorch(model: BenchName, { steps, threads, python }: Options, policy: string): PytorchResult {
  const words = [join(here, 'pytorch-train.py'), model, '--steps', steps, '--threads', threads];
  return answerOf<PytorchResult>(python, words, { OMP_WAIT_POLICY: policy, OMP_NUM_THREADS: threads });
}

function answerOf<Answer>(file: string, words: readonly string[], env: Readonly<Record<string, string>>): Answer {
  const { status, stdout, stderr } = spawnSync(file, words, { encoding: 'utf8', env: { ...process.env, ...env } });
  const line = stdout.trim().split('\n').at(-1) ?? '';
  if (status !== 0 || !line.startsWith('{')) throw new Error(`expected ${file} ${words.join(' ')} to answer, but found: ${stderr || stdout}`);
  return JSON.parse(line) as Answer;
}

/** The first Python with torch: Debian's packages belong to the system's own. */
function findPython(): string {
  const found = ['/usr/bin/python3', 'python3', 'python'].find((file) => spawnSync(file, ['-c', 'import torch']).status === 0);
  return found ?? 'python3';
}

function inWords(c: Compared): string {
  const memory = `${(c.oursPeakBytes / 1e6).toFixed(0)} of ${(c.pytorchPeakBytes / 1e6).toFixed(0)} MB`;
  return `${c.model.padEnd(14)} ours ${c.oursImagesPerSecond.toFixed(1).padStart(8)} pytorch ${c.pytorchImagesPerSecond.toFixed(1).padStart(8)} (${c.pytorchWaitPolicy}) ratio ${c.ratio.toFixed(2)}, memory ${memory}\n`;
}
