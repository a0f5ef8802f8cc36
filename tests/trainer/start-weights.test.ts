import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRun, decideRun, makeRun } from '../../src-main/trainer/create-run.ts';
import { findStart } from '../../src-main/trainer/find-start.ts';
import { readRunStart, readStart } from '../../src-main/trainer/read-start.ts';
import { decodeSafetensors } from '../../src-main/trainer/safetensors.ts';
import { usePlainBackend } from '../helpers/plain-backend.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { runPlan } from './plans.ts';

usePlainBackend();

/** A file as the format's description has it. */
function safetensors(header: object, data: Uint8Array): Buffer {
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, data]);
}

const HALVES = Buffer.from(Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7c00).buffer);
const FLOATS = Buffer.from(Float32Array.of(1.5, -2, 3, 4).buffer);

describe('a .safetensors file', () => {
  it('gives its numbers as float32 whatever their width, in order, without counters', () => {
    const bytes = safetensors(
      {
        __metadata__: { format: 'pt' },
        'a/kernel': { dtype: 'F32', shape: [2, 2], data_offsets: [0, 16] },
        half: { dtype: 'F16', shape: [4], data_offsets: [16, 24] },
        brain: { dtype: 'BF16', shape: [2], data_offsets: [24, 28] },
        double: { dtype: 'F64', shape: [], data_offsets: [28, 36] },
        counter: { dtype: 'I64', shape: [], data_offsets: [36, 44] },
      },
      Buffer.concat([FLOATS, HALVES, Buffer.from(Uint16Array.of(0x3fc0, 0xc000).buffer), Buffer.from(Float64Array.of(0.25).buffer), Buffer.alloc(8)]),
    );
    expect(decodeSafetensors(bytes, 'w').map(({ name, array }) => [name, [...array.shape], [...array.data]])).toEqual([
      ['a/kernel', [2, 2], [1.5, -2, 3, 4]],
      ['half', [4], [1, -2, 2 ** -24, Infinity]],
      ['brain', [2], [1.5, -2]],
      ['double', [], [0.25]],
    ]);
  });

  it('that is cut short, or is none, is refused', () => {
    const header = { a: { dtype: 'F32', shape: [4], data_offsets: [0, 16] } };
    expect(() => decodeSafetensors(safetensors(header, FLOATS).subarray(0, -4), 'w')).toThrow('expected a .safetensors file at w, but found a [4] at bytes 0 to 16 of 12');
    expect(() => decodeSafetensors(safetensors({ a: { dtype: 'F32', shape: [3], data_offsets: [0, 16] } }, FLOATS), 'w')).toThrow('but found a [3] at bytes 0 to 16 of 16');
    expect(() => decodeSafetensors(safetensors({ a: 7 }, FLOATS), 'w')).toThrow('but found no type, shape and place of a');
    expect(() => decodeSafetensors(Buffer.from('{"format": "layers-model"}'), 'w')).toThrow(/but found a header of \d+ bytes in 26/);
    expect(() => decodeSafetensors(Buffer.alloc(3), 'w')).toThrow('but found 3 bytes');
  });
});

/** A layers model as TensorFlow.js stores it, in two files of weights, the second of 8-bit numbers. */
function layersModel(): string {
  const folder = temporaryFolder();
  const weightsManifest = [
    { paths: ['group1-shard1of2.bin', 'group1-shard2of2.bin'], weights: [{ name: 'a/kernel', shape: [2, 2], dtype: 'float32' }] },
    { paths: ['group2.bin'], weights: [{ name: 'a/bias', shape: [2], dtype: 'float32', quantization: { dtype: 'uint8', scale: 0.5, min: -1 } }] },
  ];
  writeFileSync(join(folder, 'model.json'), JSON.stringify({ format: 'layers-model', modelTopology: {}, weightsManifest }));
  writeFileSync(join(folder, 'group1-shard1of2.bin'), FLOATS.subarray(0, 6));
  writeFileSync(join(folder, 'group1-shard2of2.bin'), FLOATS.subarray(6));
  writeFileSync(join(folder, 'group2.bin'), Uint8Array.of(0, 4));
  return folder;
}

describe('weights to start from', () => {
  it('are those of a layers model, in pieces and quantised', async () => {
    const folder = layersModel();
    for (const path of [folder, join(folder, 'model.json')]) {
      const { from, weights } = await readStart(findStart(path));
      expect(from).toBe(path);
      expect(weights.map(({ name, array }) => [name, [...array.shape], [...array.data]])).toEqual([['a/kernel', [2, 2], [1.5, -2, 3, 4]], ['a/bias', [2], [-1, 1]]]);
    }
  });

  it('are copied into the run, so that what happens to them later does not matter, but copies must be whole', async () => {
    const folder = layersModel();
    const plan = runPlan({ folder: '/data', samples: [], spec: { startFrom: folder } });
    const created = createRun(temporaryFolder(), plan);
    writeFileSync(join(folder, 'group2.bin'), Uint8Array.of(9, 9));
    const start = await readRunStart(created.folder, created.run);
    expect([...(start?.weights[1]?.array.data ?? [])]).toEqual([-1, 1]);
    writeFileSync(join(created.folder, 'start', 'group2.bin'), Uint8Array.of(9, 9));
    await expect(readRunStart(created.folder, created.run)).rejects.toThrow(/^expected .*start\/group2\.bin as it was copied from .*, but found other bytes$/);
    expect(await readRunStart(created.folder, {})).toBeNull();
  });

  it('that are replaced between the hash and the copy make no run', () => {
    const folder = layersModel();
    const output = temporaryFolder();
    const decided = decideRun(runPlan({ folder: '/data', samples: [], spec: { startFrom: folder } }));
    writeFileSync(join(folder, 'group2.bin'), Uint8Array.of(9, 9));
    expect(() => makeRun(output, decided)).toThrow(`expected ${join(folder, 'group2.bin')} to stay as it was while it is copied into the run, but it has changed meanwhile`);
    expect(readdirSync(output)).toEqual([]);
  });

  it('are refused where there are none', () => {
    const folder = temporaryFolder();
    expect(() => findStart('weights')).toThrow('expected the whole path of weights to start from, but found weights');
    expect(() => findStart(join(folder, 'x'))).toThrow(`expected weights to start from at ${join(folder, 'x')}, but found nothing`);
    expect(() => findStart(folder)).toThrow(`expected the folder of a run, of a checkpoint or of a model.json at ${folder}, but found none of them there`);
    mkdirSync(join(folder, 'run'));
    writeFileSync(join(folder, 'run', 'run.json'), '{}');
    expect(() => findStart(join(folder, 'run'))).toThrow(`expected a checkpoint in the run ${join(folder, 'run')}, but found none`);
    const model = layersModel();
    const path = join(model, 'model.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('group2.bin', 'gone.bin'));
    expect(() => findStart(model)).toThrow(`expected gone.bin beside ${path}, which says that it holds its weights, but found no such file`);
    writeFileSync(path, readFileSync(path, 'utf8').replace('gone.bin', '../../gone.bin'));
    expect(() => findStart(model)).toThrow('expected the name of a file beside model.json');
    writeFileSync(path, '{"format": "graph-model", "weightsManifest": []}');
    expect(() => findStart(path)).toThrow(/^expected a layers model of TensorFlow\.js, or a \.safetensors file, at .*model\.json, but found format: /);
  });
});
