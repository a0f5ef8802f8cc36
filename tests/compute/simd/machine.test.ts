import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { OutOfMemory } from '../../../src-main/compute/simd/arena.ts';
import { SimdBackend } from '../../../src-main/compute/simd/backend.ts';
import { HelperLost, Machine } from '../../../src-main/compute/simd/machine.ts';
import type { MachineOptions } from '../../../src-main/compute/simd/machine.ts';
import { registerSimd } from '../../../src-main/compute/simd/register.ts';
import { multiply } from '../../../src-main/compute/simd/kernels/matrix-product.ts';
import * as tf from '../../../src-main/engine/tf.ts';

const open: Machine[] = [];
afterEach(() => Promise.all(open.splice(0).map((machine) => machine.close())));

function start(options: Partial<MachineOptions> = {}): Machine {
  const machine = new Machine({ threads: 1, columns: 16, poison: true, ...options });
  open.push(machine);
  return machine;
}

describe('memory', () => {
  it('is used again: the same sizes in any order never make it grow', () => {
    const { arena } = start();
    const sizes = [1000, 64_000, 12, 400_000, 64_000, 3];
    const round = () => {
      const blocks = sizes.map((size) => arena.allocate(size));
      for (const i of [3, 0, 5, 1, 4, 2]) arena.free(blocks[i] as (typeof blocks)[number]);
    };
    round();
    const [used, bytes, peak] = [arena.usedBytes, arena.memory.buffer.byteLength, arena.peakBytes];
    for (let i = 0; i < 1000; i++) round();
    expect([arena.usedBytes, arena.memory.buffer.byteLength, arena.peakBytes]).toEqual([used, bytes, peak]);
  });

  it('that runs out says how much was asked for and what helps, and what was there stays usable', async () => {
    const machine = start({ limitBytes: 20 << 20 });
    tf.enableProdMode();
    registerSimd(machine);
    await tf.setBackend('simd');
    const x = tf.fill([1024, 1024], 2);
    const used = machine.arena.usedBytes;
    const tooMuch = () => tf.tidy(() => tf.concat([tf.square(x), tf.square(x), tf.square(x), tf.square(x)]).dataSync());
    expect(tooMuch).toThrow(OutOfMemory);
    expect(tooMuch).toThrow(/^expected 4\.2 MB more for a tensor, but 1\d\.\d MB of the 21\.0 MB that the CPU backend can address are in use: lower the batch size or the image size$/);
    expect(machine.arena.usedBytes).toBe(used);
    expect(tf.tidy(() => tf.sum(tf.sqrt(tf.square(x))).dataSync()[0])).toBe(2 * 1024 * 1024);
    x.dispose();
  });

  it('is given back by a kernel that fails half way', () => {
    const machine = start({ limitBytes: 8 << 20 });
    const backend = new SimdBackend(machine);
    const before = machine.arena.usedBytes;
    expect(() =>
      backend.outputsKeptIfDone(() => {
        backend.output([1000]);
        return backend.output([4 << 20]).info;
      }),
    ).toThrow(OutOfMemory);
    expect(machine.arena.usedBytes).toBe(before);
  });
});

/** A product that takes a helper long enough to be killed in the midst of it. */
function longProduct(machine: Machine): () => void {
  const size = 768;
  const bytes = size * size * 4;
  const block = machine.arena.allocate(3 * bytes);
  machine.floats(block, 3 * size * size).fill(1);
  return () =>
    multiply(machine, { a: block.address, b: block.address + bytes, out: block.address + 2 * bytes, m: size, k: size, n: size, turnA: false, turnB: false });
}

describe('a helper thread', () => {
  it('that is killed at work is reported within seconds, whatever it held', async () => {
    const machine = start({ threads: 3, patienceSeconds: 1 });
    const run = longProduct(machine);
    run();
    const ended = Promise.all(machine.helpers.map((helper) => helper.terminate()));
    const began = performance.now();
    const outcome = outcomeOf(run);
    expect(performance.now() - began).toBeLessThan(20_000);
    if (outcome !== null) expect(outcome).toBeInstanceOf(HelperLost);
    await ended;
    await new Promise((resolve) => setImmediate(resolve));
    expect(run).toThrow(HelperLost);
  });

  it('that dies with a task in hand is reported, for nobody will finish that task', async () => {
    const machine = start({ patienceSeconds: 1 });
    const run = longProduct(machine);
    run();
    await startThief(machine);
    expect(outcomeOf(() => {
      for (const until = performance.now() + 20_000; performance.now() < until; ) run();
    })).toBeInstanceOf(HelperLost);
  });
});

/** A thread that helps as `assembly/jobs.ts` says, but ends with the first task that it gets hold of. */
async function startThief(machine: Machine): Promise<void> {
  const code = `
    const { workerData, parentPort } = require('node:worker_threads');
    const words = new Int32Array(workerData.buffer);
    const longs = new BigInt64Array(workerData.buffer);
    const next = 72 / 8, count = 84 / 4;
    parentPort.postMessage('ready');
    for (;;) {
      const seen = Atomics.load(longs, next);
      const isTask = Number(seen & 0xffffffffn) < Atomics.load(words, count);
      if (isTask && Atomics.compareExchange(longs, next, seen, seen + 1n) === seen) break;
    }`;
  const thief = new Worker(code, { eval: true, workerData: { buffer: machine.arena.memory.buffer } });
  await new Promise((resolve) => thief.once('message', resolve));
}

function outcomeOf(run: () => void): unknown {
  try {
    run();
    return null;
  } catch (error) {
    return error;
  }
}
