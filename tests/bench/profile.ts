/**
 * Where a training step's time goes, kernel call by kernel call, beside the
 * least that the machine needs for each.
 *
 *     npm run bench -- profile unet2d_128 --threads 2 --steps 10 --json
 */
import { parseArgs } from 'node:util';
import type { RanKernel } from '../../src-main/compute/simd/register.ts';
import { registerSimdFor } from './backends.ts';
import { measureLimits } from './limits.ts';
import type { Limits } from './limits.ts';
import { BENCH_MODELS, benchName } from './models.ts';
import { trainer, WARM_UP } from './train.ts';
import { boundOf, describeCall, workOf } from './work.ts';
import type { Work } from './work.ts';

/** A kernel call at its place in the step, the fastest over the steps: other programs only ever make one slower. */
export interface ProfiledCall {
  readonly call: string;
  readonly hot: boolean;
  readonly milliseconds: number;
  /** Of the step. */
  readonly share: number;
  readonly gflops: number;
  readonly gbps: number;
  readonly boundMs: number;
}

export interface Profile {
  readonly model: string;
  readonly threads: number;
  readonly limits: Limits;
  readonly stepMs: number;
  /** Of the step: in kernels that are not ours, and outside all kernels. */
  readonly plainShare: number;
  readonly outsideShare: number;
  readonly calls: readonly ProfiledCall[];
}

/** Calls below this share of a step are not listed. */
const LEAST_SHARE = 0.02;

export async function benchProfile(words: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { threads: { type: 'string', default: '2' }, steps: { type: 'string', default: '10' }, json: { type: 'boolean', default: false } },
  });
  const model = benchName(positionals[0]);
  const threads = Number(values.threads);
  let calls: Recorded[] = [];
  const backend = await registerSimdFor(threads, (ran) => calls.push(record(ran)));
  const limits = measureLimits(backend.machine);
  const train = trainer(BENCH_MODELS[model]);
  const steps: { readonly milliseconds: number; readonly calls: readonly Recorded[] }[] = [];
  for (let step = 0; step < Number(values.steps) + WARM_UP; step++) {
    calls = [];
    const began = performance.now();
    await train();
    if (step >= WARM_UP) steps.push({ milliseconds: performance.now() - began, calls });
  }
  const profile: Profile = { model, threads, limits, ...summary(steps, limits) };
  process.stdout.write(values.json ? `${JSON.stringify(profile)}\n` : inWords(profile));
  await backend.close();
}

/** What is kept of a call: its tensors are gone when the step ends. */
interface Recorded {
  readonly call: string;
  readonly hot: boolean;
  readonly milliseconds: number;
  readonly work: Work;
}

function record(ran: RanKernel): Recorded {
  return { call: describeCall(ran), hot: ran.hot, milliseconds: ran.milliseconds, work: workOf(ran) };
}

function summary(steps: readonly { readonly milliseconds: number; readonly calls: readonly Recorded[] }[], limits: Limits): Pick<Profile, 'stepMs' | 'plainShare' | 'outsideShare' | 'calls'> {
  const stepMs = Math.min(...steps.map(({ milliseconds }) => milliseconds));
  const [first] = steps;
  const calls = (first?.calls ?? []).map(({ call, hot, work }, place): ProfiledCall => {
    const milliseconds = Math.min(...steps.map((step) => step.calls[place]?.milliseconds ?? NaN));
    return { call, hot, milliseconds, share: milliseconds / stepMs, gflops: work.flops / milliseconds / 1e6, gbps: work.bytes / milliseconds / 1e6, boundMs: boundOf(work, limits) };
  });
  const shareOf = (some: readonly ProfiledCall[]) => some.reduce((sum, { share }) => sum + share, 0);
  return {
    stepMs,
    plainShare: shareOf(calls.filter(({ hot }) => !hot)),
    outsideShare: 1 - shareOf(calls),
    calls: calls.filter(({ share }) => share >= LEAST_SHARE).sort((a, b) => b.share - a.share),
  };
}

function inWords({ model, threads, limits, stepMs, plainShare, outsideShare, calls }: Profile): string {
  const percent = (share: number) => `${(100 * share).toFixed(1).padStart(5)} %`;
  const lines = calls.map(({ call, hot, milliseconds, share, gflops, gbps, boundMs }) => {
    const rate = gflops > 0 ? `${gflops.toFixed(0).padStart(4)} GFLOP/s` : `${gbps.toFixed(1).padStart(4)} GB/s   `;
    return `${milliseconds.toFixed(2).padStart(8)} ms ${percent(share)} ${rate} ${(milliseconds / boundMs).toFixed(1)} × its bound  ${call}${hot ? '' : ' (plain)'}`;
  });
  return [
    `${model}: ${stepMs.toFixed(1)} ms a step on ${threads} threads; the machine gives ${limits.peakGflops.toFixed(0)} GFLOP/s and copies ${limits.copyGbps.toFixed(1)} GB/s`,
    ...lines,
    `plain kernels ${percent(plainShare)}, outside kernels ${percent(outsideShare)}`,
    '',
  ].join('\n');
}
