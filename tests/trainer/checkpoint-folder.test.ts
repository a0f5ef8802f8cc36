import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as tf from '@tensorflow/tfjs-layers';
import { io, tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { CheckpointReady } from '../../src-shared/domain/train-event.ts';
import { CheckpointFolder } from '../../src-main/trainer/checkpoint-folder.ts';
import { usePlainBackend } from '../helpers/plain-backend.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { checkpointReady } from './checkpoints.ts';
import { dieAt, fillDisk } from './disk-faults.ts';

usePlainBackend();

const unexpected = (warning: string) => expect.unreachable(warning);

describe('the checkpoints of a run', { timeout: 30_000 }, () => {
  it('come back bit by bit, with the counters', () => {
    const checkpoints = CheckpointFolder.open(join(temporaryFolder(), 'checkpoints'));
    const made = checkpointReady({ epoch: 3, step: 30, best: true });
    const odd = new Float32Array(new Uint32Array([0x7fc00001, 0xff800000, 0x80000000, 0x00000001]).buffer);
    const event: CheckpointReady = {
      ...made,
      checkpoint: {
        ...made.checkpoint,
        weights: [...made.checkpoint.weights, { name: 'odd', array: { data: odd, shape: [2, 2], dtype: 'float32' } }],
        state: { ...made.checkpoint.state, openEpoch: { train_loss: { sum: NaN, weight: 3 }, train_x: { sum: -Infinity, weight: 1 } } },
      },
    };
    const stored = checkpoints.save(event, 0);
    const found = checkpoints.newest(unexpected);
    expect(found).toEqual({ stored, checkpoint: event.checkpoint });
    const bits = (event: CheckpointReady['checkpoint'] | undefined) => event?.weights.map(({ array }) => [...new Uint8Array(array.data.slice().buffer)]);
    expect(bits(found?.checkpoint)).toEqual(bits(event.checkpoint));
    expect(stored).toMatchObject({ name: 'epoch-0003', epoch: 3, step: 30, best: true, reason: 'epoch' });
  });

  it('are TensorFlow.js models: its own loader reads them and they predict the same', async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [3], activation: 'relu' }), tf.layers.dense({ units: 2 })] });
    const made = checkpointReady({ epoch: 1, step: 1 });
    const names = model.weights.map((weight) => weight.originalName);
    const weights = model.getWeights().map((weight, i) => ({
      name: names[i] ?? '',
      array: { data: weight.dataSync() as Float32Array, shape: weight.shape, dtype: 'float32' as const },
    }));
    const folder = temporaryFolder();
    const { name } = CheckpointFolder.open(folder).save({ ...made, checkpoint: { ...made.checkpoint, model: { format: 'layers-model', modelTopology: model.toJSON(null, false) }, weights } }, 0);

    const json = JSON.parse(readFileSync(join(folder, name, 'model.json'), 'utf8')) as io.ModelJSON;
    const bytes = readFileSync(join(folder, name, 'weights.bin'));
    const loaded = await tf.loadLayersModel(io.fromMemory({ modelTopology: json.modelTopology, weightSpecs: json.weightsManifest[0]?.weights ?? [], weightData: new Uint8Array(bytes).buffer }));
    const input = tensor([[0.1, -0.2, 0.3]]);
    expect((loaded.predict(input) as typeof input).dataSync()).toEqual((model.predict(input) as typeof input).dataSync());
    model.dispose();
    loaded.dispose();
    input.dispose();
  });

  it('are found newest first by what they hold, not by their names', () => {
    const checkpoints = CheckpointFolder.open(temporaryFolder());
    checkpoints.save(checkpointReady({ epoch: 2, step: 20 }), 0);
    checkpoints.save(checkpointReady({ epoch: 1, step: 10 }), 0);
    checkpoints.save(checkpointReady({ epoch: 2, step: 15, batchInEpoch: 5 }), 0);
    expect(checkpoints.list().map((each) => each.name)).toEqual(['epoch-0001', 'epoch-0002-step-000015', 'epoch-0002']);
    expect(checkpoints.newest(unexpected)?.stored.name).toBe('epoch-0002');
  });

  it.each(['weights.bin', 'optimizer.bin', 'state.json', 'model.json', 'manifest.json'])('are skipped with a warning when one bit of %s is wrong', (file) => {
    const folder = temporaryFolder();
    const checkpoints = CheckpointFolder.open(folder);
    checkpoints.save(checkpointReady({ epoch: 1, step: 10 }), 0);
    const { name } = checkpoints.save(checkpointReady({ epoch: 2, step: 20 }), 0);
    const path = join(folder, name, file);
    const bytes = readFileSync(path);
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const warnings: string[] = [];
    expect(checkpoints.newest((warning) => warnings.push(warning))?.stored.name).toBe('epoch-0001');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/epoch-0002.* It is skipped/);
  });

  it('are skipped with a warning when a file is missing', () => {
    const folder = temporaryFolder();
    const checkpoints = CheckpointFolder.open(folder);
    checkpoints.save(checkpointReady({ epoch: 1, step: 10 }), 0);
    for (const file of ['weights.bin', 'manifest.json']) {
      const { name } = checkpoints.save(checkpointReady({ epoch: 2, step: 20 }), 0);
      rmSync(join(folder, name, file));
      const warnings: string[] = [];
      expect(checkpoints.newest((warning) => warnings.push(warning))?.stored.name).toBe('epoch-0001');
      expect(warnings).toHaveLength(1);
    }
  });

  it('of a newer app are refused with what helps, not skipped', () => {
    const folder = temporaryFolder();
    const checkpoints = CheckpointFolder.open(folder);
    checkpoints.save(checkpointReady({ epoch: 1, step: 10 }), 0);
    const { name } = checkpoints.save(checkpointReady({ epoch: 2, step: 20 }), 0);
    const path = join(folder, name, 'manifest.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"formatVersion": 1', '"formatVersion": 2'));
    expect(() => checkpoints.newest(unexpected)).toThrow(/expected a checkpoint of format 1 or older/);
  });

  it.each([
    [['best', 'last'], ['epoch-0002', 'epoch-0004']],
    [['last'], ['epoch-0004']],
    [['best'], ['epoch-0002', 'epoch-0004']],
    [['all'], ['epoch-0001', 'epoch-0002', 'epoch-0003', 'epoch-0004']],
    [['all', 'best'], ['epoch-0001', 'epoch-0002', 'epoch-0003', 'epoch-0004']],
  ] as const)('are kept as the spec says: %j, and the newest always', (keep, left) => {
    const folder = temporaryFolder();
    const checkpoints = CheckpointFolder.open(folder);
    for (const epoch of [1, 2, 3, 4]) {
      const stored = checkpoints.save(checkpointReady({ epoch, step: 10 * epoch, best: epoch <= 2 }), 0);
      checkpoints.remove(checkpoints.superfluous(stored, { keep: [...keep], keepEvery: null, diskLimitMb: null }));
    }
    expect(readdirSync(folder).sort()).toEqual(left);
    expect(checkpoints.best()?.name).toBe((left as readonly string[]).includes('epoch-0002') ? 'epoch-0002' : undefined);
  });

  it.each([
    ['every third, beside the best and the newest', { keepEvery: 3, diskLimitMb: null }, 0, ['epoch-0002', 'epoch-0003', 'epoch-0006', 'epoch-0007']],
    ['the newest of those that the disk limit leaves room for', { keepEvery: 1, diskLimitMb: 1 }, 4, ['epoch-0002', 'epoch-0005', 'epoch-0006', 'epoch-0007']],
    ['the best and the newest, if they alone are over the limit', { keepEvery: 1, diskLimitMb: 1 }, 1, ['epoch-0002', 'epoch-0007']],
  ] as const)('are %s', (_name, more, fit, left) => {
    const folder = temporaryFolder();
    const checkpoints = CheckpointFolder.open(folder);
    for (const epoch of [1, 2, 3, 4, 5, 6, 7]) {
      const stored = checkpoints.save(checkpointReady({ epoch, step: 10 * epoch, best: epoch === 2 }), 0);
      const diskLimitMb = more.diskLimitMb === null ? null : (stored.sizeBytes * (fit + 0.5)) / 1e6;
      checkpoints.remove(checkpoints.superfluous(stored, { keep: ['best', 'last'], keepEvery: more.keepEvery, diskLimitMb }));
    }
    expect(readdirSync(folder).sort()).toEqual(left);
  });

  it('leave nothing behind when the disk fills up at any moment, and the older one as it was', () => {
    const folder = temporaryFolder();
    const checkpoints = CheckpointFolder.open(folder);
    checkpoints.save(checkpointReady({ epoch: 1, step: 10 }), 0);
    for (let full = true, at = 0; full; at++) {
      const disk = fillDisk((call) => (call === at ? 'fail' : 'pass'), ['writeSync', 'fsyncSync', 'mkdirSync', 'openSync']);
      try {
        checkpoints.save(checkpointReady({ epoch: 2, step: 20 }), 0);
        full = false;
      } catch (error) {
        expect(error).toMatchObject({ code: 'ENOSPC' });
      }
      disk.empty();
      if (full) expect(checkpoints.newest(unexpected)?.stored.step).toSatisfy((step: number) => step === 10 || step === 20);
      if (full && checkpoints.list().length === 1) expect(readdirSync(folder)).toEqual(['epoch-0001']);
    }
    expect(checkpoints.newest(unexpected)?.stored.name).toBe('epoch-0002');
  });

  it('are cleared of what a crash left half written', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, '.new-epoch-0001'), { recursive: true });
    const checkpoints = CheckpointFolder.open(folder);
    expect(checkpoints.newest(unexpected)).toBeNull();
    expect(existsSync(join(folder, '.new-epoch-0001'))).toBe(false);
  });

  it('are the old one or, from one moment on, the whole new one, whenever the process is killed', () => {
    const folder = temporaryFolder();
    const start = join(folder, 'start');
    CheckpointFolder.open(start).save(checkpointReady({ epoch: 1, step: 10 }), 0);
    const newest: number[] = [];
    for (let died = true, at = 0; died; at++) {
      const path = join(folder, `killed-${at}`);
      cpSync(start, path, { recursive: true });
      const checkpoints = CheckpointFolder.open(path);
      died = dieAt(at, () => {
        const stored = checkpoints.save(checkpointReady({ epoch: 2, step: 20 }), 0);
        checkpoints.remove(checkpoints.superfluous(stored, { keep: ['last'], keepEvery: null, diskLimitMb: null }));
      });
      const found = CheckpointFolder.open(path).newest(unexpected);
      newest.push(found?.stored.step ?? -1);
      expect(found?.checkpoint).toEqual(checkpointReady({ epoch: newest.at(-1) === 10 ? 1 : 2, step: newest.at(-1) ?? 0 }).checkpoint);
      expect(readdirSync(path).filter((name) => name.startsWith('.'))).toEqual([]);
    }
    expect(new Set(newest)).toEqual(new Set([10, 20]));
    expect(newest).toEqual([...newest].sort((a, b) => a - b));
  });

  it('of the same name are the old or the new one while they are replaced', () => {
    const folder = temporaryFolder();
    const seeds: number[] = [];
    for (let died = true, at = 0; died; at++) {
      const path = join(folder, `killed-${at}`);
      const checkpoints = CheckpointFolder.open(path);
      checkpoints.save(checkpointReady({ epoch: 1, step: 10, seed: 1 }), 0);
      died = dieAt(at, () => checkpoints.save(checkpointReady({ epoch: 1, step: 10, seed: 2 }), 0));
      const found = CheckpointFolder.open(path).newest(unexpected)?.checkpoint;
      seeds.push([1, 2].find((seed) => isDeepStrictEqual(found, checkpointReady({ epoch: 1, step: 10, seed }).checkpoint)) ?? -1);
    }
    expect(new Set(seeds)).toEqual(new Set([1, 2]));
    expect(seeds).toEqual([...seeds].sort((a, b) => a - b));
  });
});
