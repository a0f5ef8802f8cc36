import type { RunDetail } from '../../../src-shared/domain/run.ts';
import { isResumable } from '../../components/run-status.ts';
import type { SettingChange } from '../../stores/runs.ts';

/** A message in its two halves: what happened to what, and what helps. */
export interface ToldMessage {
  readonly what: string;
  readonly help: string | null;
}

/** What a button beside the reason of a failure does. */
export type Remedy =
  | { readonly kind: 'resume'; readonly label: string }
  | { readonly kind: 'clone'; readonly label: string; readonly changes: readonly SettingChange[] }
  | { readonly kind: 'log'; readonly label: string };

/** Splits "expected …, but found …: divide the learning rate by ten" where the advice begins. */
export function tellMessage(message: string): ToldMessage {
  const at = message.lastIndexOf(': ');
  if (at === -1) {
    const end = /[.!] (?=[A-Z])/.exec(message);
    return end === null ? { what: message, help: null } : { what: message.slice(0, end.index + 1), help: message.slice(end.index + 2) };
  }
  const help = message.slice(at + 2);
  return { what: message.slice(0, at), help: `${help.charAt(0).toUpperCase()}${help.slice(1)}` };
}

/** The buttons for a run that did not end as it should, the likeliest help first. */
export function remedies(run: Pick<RunDetail, 'status' | 'message' | 'spec'>, checkpoints: number): readonly Remedy[] {
  if (!isResumable(run.status) || run.status === 'stopped') return [];
  const message = run.message ?? '';
  const resume: Remedy = { kind: 'resume', label: checkpoints > 0 ? 'Resume from the last checkpoint' : 'Start again from the beginning' };
  const log: Remedy = { kind: 'log', label: 'Read the log' };
  if (/finite loss|NaN/.test(message)) return [gentler(run.spec.training.optimizer.learningRate), log];
  if (/memory|allocat/i.test(message)) {
    const less = [...(run.spec.loader.batchSize > 1 ? [smaller(run.spec.loader.batchSize)] : []), ...inPatches(run.spec)];
    if (less.length > 0) return [...less, log];
  }
  return run.status === 'interrupted' ? [resume, log] : [resume, { kind: 'clone', label: 'Clone and change', changes: [] }, log];
}

function gentler(learningRate: number): Remedy {
  const value = Number((learningRate / 10).toPrecision(6));
  return { kind: 'clone', label: `Clone with a learning rate of ${value}`, changes: [{ path: ['training', 'optimizer', 'learningRate'], value }] };
}

function smaller(batchSize: number): Remedy {
  const value = Math.floor(batchSize / 2);
  return { kind: 'clone', label: `Clone with a batch size of ${value}`, changes: [{ path: ['loader', 'batchSize'], value }] };
}

/**
 * Patches that most machines have memory for, of a network that learned whole
 * images; none for other networks, where it learns patches already, and where
 * its images are no larger. Images that were padded to one size at last are so
 * no more: patches would fall into the zeros.
 */
function inPatches({ model, loader, prepare }: RunDetail['spec']): readonly Remedy[] {
  const most = model.kind === 'unet3d' ? [64, 64, 64] : model.kind === 'unet2d' ? [256, 256] : null;
  if (most === null || loader.patch !== null) return [];
  const whole = sizeAfter(prepare);
  const size = most.map((length, axis) => Math.min(length, whole?.[axis] ?? length));
  if (whole !== null && size.every((length, axis) => length === whole[axis])) return [];
  const unpadded = prepare.at(-1)?.kind === 'pad' ? [{ path: ['prepare'], value: prepare.slice(0, -1) }] : [];
  return [{ kind: 'clone', label: `Clone with patches of ${size.join(' × ')}`, changes: [{ path: ['loader', 'patch'], value: { size } }, ...unpadded] }];
}

/** The one size [height, width] or [z, y, x] that all images were brought to; null where they kept theirs. */
function sizeAfter(prepare: RunDetail['spec']['prepare']): readonly number[] | null {
  return prepare.reduce<readonly number[] | null>((size, step) => {
    if (step.kind === 'resize' || step.kind === 'pad') return step.size;
    return step.kind === 'orient' || step.kind === 'resample' ? null : size;
  }, null);
}
