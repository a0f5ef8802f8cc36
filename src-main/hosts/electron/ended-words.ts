import type { RunSummary } from '../../../src-shared/domain/run.ts';

/** What a notification says of a run that has ended; null where the user has ended it. */
export function endedWords({ name, status, message, selection, epoch, epochs }: RunSummary): { readonly title: string; readonly body: string } | null {
  switch (status) {
    case 'finished':
      return { title: `${name} has finished`, body: selection === null ? `${epochs} epochs` : `${selection.metric} ${round(selection.value)} at epoch ${selection.epoch}` };
    case 'failed':
      return { title: `${name} has failed`, body: message ?? `in epoch ${epoch} of ${epochs}` };
    case 'interrupted':
      return { title: `${name} was interrupted`, body: message ?? `in epoch ${epoch} of ${epochs}; it can be resumed` };
    default:
      return null;
  }
}

const round = (value: number) => String(Number(value.toPrecision(4)));
