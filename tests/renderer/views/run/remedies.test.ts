import { describe, expect, it } from 'vitest';
import type { RunDetail, RunStatus } from '../../../../src-shared/domain/run.ts';
import { remedies, tellMessage } from '../../../../src-renderer/views/run/remedies.ts';

const spec = { training: { optimizer: { learningRate: 0.03 } }, loader: { batchSize: 64, patch: null }, model: { kind: 'cnn' }, prepare: [] } as unknown as RunDetail['spec'];
const labels = (status: RunStatus, message: string | null, checkpoints = 1) => remedies({ status, message, spec }, checkpoints).map(({ label }) => label);

describe('what helps a run that failed', () => {
  it('is a smaller learning rate where the loss was no number', () => {
    const [first] = remedies({ status: 'failed', message: 'expected a finite loss, but found NaN in epoch 1', spec }, 0);
    expect(first).toEqual({
      kind: 'clone',
      label: 'Clone with a learning rate of 0.003',
      changes: [{ path: ['training', 'optimizer', 'learningRate'], value: 0.003 }],
    });
  });

  it('is a smaller batch where memory ran out', () => {
    expect(labels('failed', 'out of memory: halve the batch size')[0]).toBe('Clone with a batch size of 32');
  });

  it('is to learn patches, where masks are learnt and memory ran out', () => {
    const of = (kind: string, batchSize: number, patch: object | null) => remedies({ status: 'failed', message: 'out of memory', spec: { ...spec, model: { kind }, loader: { batchSize, patch } } as unknown as RunDetail['spec'] }, 1).map(({ label }) => label);
    expect(of('unet3d', 1, null)[0]).toBe('Clone with patches of 64 × 64 × 64');
    expect(of('unet2d', 8, null).slice(0, 2)).toEqual(['Clone with a batch size of 4', 'Clone with patches of 256 × 256']);
    expect(of('unet3d', 1, { size: [64, 64, 64] })[0]).toBe('Resume from the last checkpoint');
  });

  it('is patches of what was in the images, no longer padded, and of nothing larger than they were', () => {
    const patches = (kind: string, ...prepare: object[]) => {
      const found = remedies({ status: 'failed', message: 'out of memory', spec: { ...spec, model: { kind }, prepare, loader: { batchSize: 1, patch: null } } as unknown as RunDetail['spec'] }, 1);
      return found.flatMap((each) => (each.kind === 'clone' ? each.changes.map(({ path, value }) => [path.join('.'), value]) : []));
    };
    const normalise = { kind: 'z-score', over: 'all' };
    const pad = (...size: number[]) => ({ kind: 'pad', size });
    expect(patches('unet3d', normalise, pad(160, 200, 160))).toEqual([['loader.patch', { size: [64, 64, 64] }], ['prepare', [normalise]]]);
    expect(patches('unet3d', normalise, pad(24, 320, 320))).toEqual([['loader.patch', { size: [24, 64, 64] }], ['prepare', [normalise]]]);
    expect(patches('unet3d', pad(160, 200, 160), normalise)).toEqual([['loader.patch', { size: [64, 64, 64] }]]);
    expect(patches('unet2d', { kind: 'resize', size: [512, 512] })).toEqual([['loader.patch', { size: [256, 256] }]]);
    expect([patches('unet3d', normalise, pad(40, 56, 40)), patches('unet2d', { kind: 'resize', size: [256, 192] })]).toEqual([[], []]);
  });

  it('is to go on where its process was killed, or to begin again where there is nothing to go on from', () => {
    expect(labels('interrupted', null)[0]).toBe('Resume from the last checkpoint');
    expect(labels('interrupted', null, 0)[0]).toBe('Start again from the beginning');
  });

  it('is nothing for a run that is well', () => {
    expect([labels('finished', null), labels('running', null), labels('stopped', null)]).toEqual([[], [], []]);
  });
});

describe('a message', () => {
  it('is told in two halves: what happened, and what helps', () => {
    expect(tellMessage('expected a finite loss, but found NaN in epoch 2: divide the learning rate by ten')).toEqual({
      what: 'expected a finite loss, but found NaN in epoch 2',
      help: 'Divide the learning rate by ten',
    });
    expect(tellMessage('The trainer did not start. Resume the run to try again.')).toEqual({
      what: 'The trainer did not start.',
      help: 'Resume the run to try again.',
    });
    expect(tellMessage('no more')).toEqual({ what: 'no more', help: null });
  });
});
