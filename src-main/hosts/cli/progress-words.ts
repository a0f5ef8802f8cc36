import type { EpochEnded } from '../../../src-shared/domain/train-event.ts';
import { leftInWords, spanInWords } from '../../../src-shared/lib/time-words.ts';
import { rateInWords, valueInWords } from './number-words.ts';
import type { RunProgress } from './run-progress.ts';

const BAR_WIDTH = 24;
const EIGHTHS = ' ▏▎▍▌▋▊▉';

/** `epoch 2/10 ██████▌      54 %  loss 0.2134  712 images/s  3 m 12 s left`, cut to the terminal. */
export function progressLine({ epoch, epochs, step, steps, loss, imagesPerSecond, secondsLeft }: RunProgress, columns: number): string {
  const share = steps === 0 ? 0 : step / steps;
  const parts = [
    `epoch ${epoch}/${epochs} ${bar(share)} ${Math.floor(share * 100)} %`,
    loss === null ? null : `loss ${valueInWords(loss)}`,
    imagesPerSecond === null ? null : rateInWords(imagesPerSecond),
    leftInWords(secondsLeft),
  ];
  return parts.filter((part) => part !== null).join('  ').slice(0, columns - 1);
}

/** In eighths of a letter. */
export function bar(share: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * BAR_WIDTH * 8);
  const part = eighths % 8 === 0 ? '' : (EIGHTHS[eighths % 8] ?? '');
  return ('█'.repeat(Math.floor(eighths / 8)) + part).padEnd(BAR_WIDTH, '░');
}

/** `epoch 2/10  train_loss 0.3123  val_accuracy 0.9701  712 images/s  1 m 21 s` */
export function epochLine({ epoch, values }: Pick<EpochEnded, 'epoch' | 'values'>, epochs: number, imagesPerSecond: number | null, ms: number): string {
  const measured = Object.entries(values).map(([name, value]) => `${name} ${valueInWords(value)}`);
  return [`epoch ${epoch}/${epochs}`, ...measured, ...(imagesPerSecond === null ? [] : [rateInWords(imagesPerSecond)]), spanInWords(ms)].join('  ');
}
