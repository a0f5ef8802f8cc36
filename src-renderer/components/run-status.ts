import { LIVE_STATUSES } from '../../src-shared/domain/run.ts';
import type { RunStatus, RunSummary } from '../../src-shared/domain/run.ts';

/** What a status looks like: never colour alone, an icon and a word go with it. */
export interface StatusLook {
  readonly word: string;
  readonly icon: string;
  readonly tone: 'live' | 'waiting' | 'good' | 'bad' | 'plain';
}

const LOOKS: Readonly<Record<RunStatus, StatusLook>> = {
  queued: { word: 'queued', icon: 'i-lucide-clock', tone: 'waiting' },
  starting: { word: 'starting', icon: 'i-lucide-loader', tone: 'live' },
  running: { word: 'training', icon: 'i-lucide-circle-play', tone: 'live' },
  paused: { word: 'paused', icon: 'i-lucide-circle-pause', tone: 'waiting' },
  interrupted: { word: 'interrupted', icon: 'i-lucide-unplug', tone: 'bad' },
  stopped: { word: 'stopped', icon: 'i-lucide-circle-stop', tone: 'plain' },
  failed: { word: 'failed', icon: 'i-lucide-circle-x', tone: 'bad' },
  finished: { word: 'finished', icon: 'i-lucide-circle-check', tone: 'good' },
};

const SILENT: StatusLook = { word: 'not responding', icon: 'i-lucide-triangle-alert', tone: 'bad' };

/** A run that should live and gives no sign of it is told as such, whatever its stored state says. */
export function statusLook({ status, notResponding }: Pick<RunSummary, 'status' | 'notResponding'>): StatusLook {
  return notResponding ? SILENT : LOOKS[status];
}

export const isLive = (status: RunStatus): boolean => LIVE_STATUSES.includes(status);

/** Whether `training.resume` can take it on: it has ended, and not by reaching its last epoch. */
export const isResumable = (status: RunStatus): boolean => status === 'interrupted' || status === 'stopped' || status === 'failed';
