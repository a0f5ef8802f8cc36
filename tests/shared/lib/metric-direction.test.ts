import { describe, expect, it } from 'vitest';
import { modeOf } from '../../../src-shared/lib/metric-direction.ts';

describe('the way a value gets better', () => {
  it.each(['val_loss', 'train_cross-entropy', 'val_focal-2', 'val_log-loss', 'val_hamming', 'val_dice-loss', 'val_calibration-error-3'])('is down for %s', (name) => expect(modeOf(name)).toBe('min'));
  it.each(['val_accuracy', 'val_auroc', 'val_recall_1', 'val_f1-2', 'val_matthews', 'val_dice_2'])('is up for %s', (name) => expect(modeOf(name)).toBe('max'));
});
