import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JournalLine } from '../../../src-shared/domain/journal.ts';
import type { NamedWeights } from '../../../src-shared/domain/train-event.ts';
import { decodeLine } from '../../../src-shared/lib/json-line.ts';
import type { RunReport } from '../../../src-main/hosts/cli/run-report.ts';
import { decodeCheckpoint } from '../../../src-main/trainer/checkpoint-format.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { writeClasses } from '../../services/toy-folder.ts';
import { delira, documentOf } from './command-line.ts';

/** The weights of a run's last checkpoint, by their names. */
function lastWeights({ folder }: RunReport): Readonly<Record<string, NamedWeights['array']>> {
  const last = readdirSync(join(folder, 'checkpoints')).sort().at(-1) ?? '';
  return Object.fromEntries(decodeCheckpoint(join(folder, 'checkpoints', last)).weights.map(({ name, array }) => [name, array]));
}

function notesOf({ folder }: RunReport): readonly string[] {
  return readFileSync(join(folder, 'journal.ndjson'), 'utf8').trim().split('\n').map((line): JournalLine => decodeLine(line)).flatMap((line) => (line.kind === 'note' ? [line.text] : []));
}

/** As Python's safetensors would write them. */
function toSafetensors(weights: Readonly<Record<string, NamedWeights['array']>>): Buffer {
  let at = 0;
  const header = Buffer.from(JSON.stringify(Object.fromEntries(Object.entries(weights).map(([name, { data, shape }]) => [name, { dtype: 'F32', shape, data_offsets: [at, (at += data.byteLength)] }]))));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, ...Object.values(weights).map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength))]);
}

describe('transfer', () => {
  it('a run starts from another run, and from its weights as a file, with frozen layers that keep every bit', async () => {
    const [data, folder] = [temporaryFolder(), temporaryFolder()];
    writeClasses(folder, 12);
    const words = ['--dataset.folder', folder, '--model.filters', '4', '--model.dense', '8', '--loader.batchSize', '4', '--split.kind', 'random', '--split.validation', '0.25', '--split.test', '0', '--device', 'cpu', '--json'];
    const train = async (...more: string[]) => documentOf<RunReport>(await delira(['train', ...words, ...more], { data }));
    const first = await train('--training.epochs', '2', '--training.save.keep', 'last');
    const learnt = lastWeights(first);
    const file = join(temporaryFolder(), 'weights.safetensors');
    writeFileSync(file, toSafetensors(learnt));
    for (const from of ['last', file]) {
      const second = await train('--training.epochs', '1', '--training.save.keep', 'last', '--startFrom', from, '--training.layers', '[{ kind: freeze, name: conv* }, { kind: rate, name: classes, factor: 2 }]');
      expect(second.status).toBe('finished');
      expect(notesOf(second)[0]).toMatch(/^Starts from .*: 6 of 6 arrays of weights were taken\.$/);
      expect(notesOf(second)[1]).toMatch(/^\d+ of \d+ weights are frozen\.$/);
      for (const [name, { data: values }] of Object.entries(lastWeights(second))) {
        if (name.startsWith('conv')) expect([...values]).toEqual([...(learnt[name]?.data ?? [])]);
        else expect([...values]).not.toEqual([...(learnt[name]?.data ?? [])]);
      }
    }
    const refused = await delira(['train', ...words, '--startFrom', join(folder, 'nothing')], { data });
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining(`--startFrom: expected weights to start from at ${join(folder, 'nothing')}, but found nothing`) as string]);
    const nobody = await delira(['train', ...words, '--startFrom', 'lats'], { data });
    expect([nobody.code, nobody.err]).toEqual([2, expect.stringContaining('--startFrom: expected a run\'s id or the beginning of one, its name, its folder, or last, but found \\"lats\\"') as string]);
    const misnamed = await delira(['train', ...words, '--training.layers', '[{ kind: freeze, name: stem* }]'], { data });
    expect([misnamed.code, misnamed.err]).toEqual([2, expect.stringContaining("training.layers[0].name: expected a name or pattern of the network's layers") as string]);
    writeFileSync(file, toSafetensors({ stem: { data: new Float32Array(2), shape: [2], dtype: 'float32' } }));
    const unfit = await delira(['train', ...words, '--startFrom', file], { data });
    expect([unfit.code, unfit.err]).toEqual([2, expect.stringContaining('startFrom: expected weights of the network') as string]);
    expect(readdirSync(join(data, 'runs'))).toHaveLength(3);
  });
});
