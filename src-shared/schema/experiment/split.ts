import { z } from 'zod';
import { field } from '../field.ts';
import { SPLIT_KINDS } from '../kinds.ts';
import { fraction, seed } from './common.ts';

export const splitSchema = z.strictObject({
  kind: field(z.enum(SPLIT_KINDS).default('auto'), {
    title: 'Split',
    advice: 'Auto takes the sides that the folder or manifest names, and draws what is missing; k-fold tests on one part after the other; file takes the sides that a file names, and leaves out all others.',
  }),
  validation: field(fraction.default(0.15), {
    title: 'Validation share',
    advice: 'Of all images, drawn unless the data name a validation side; 0 selects nothing by it.',
  }),
  test: field(fraction.default(0.15), {
    title: 'Test share',
    advice: 'Of all images, set aside and never looked at while training; drawn unless the data name a test side.',
    only: { kind: ['auto', 'given', 'random'] },
  }),
  folds: field(z.int().min(2).max(100).default(5), {
    title: 'Folds',
    unit: 'parts of a k-fold',
    advice: 'Every image is tested on in exactly one of them; more folds leave more to train on and take longer.',
    only: { kind: ['k-fold'] },
  }),
  fold: field(z.int().min(1).max(100).nullable().default(null), {
    title: 'Fold',
    unit: 'of a k-fold, from 1',
    advice: 'Empty trains every fold, each as a run of its own; a number trains only the run that is tested on that part. Of a file of folds, which of them.',
    only: { kind: ['k-fold', 'file'] },
  }),
  stratify: field(z.boolean().default(true), {
    title: 'Stratify',
    advice: 'Gives every side the same mix of classes; switch it off only if classes have too few images.',
    advanced: true,
  }),
  groupBy: field(z.enum(['auto', 'none', 'group']).default('auto'), {
    title: 'Keep together',
    advice: 'Images of one group (a patient) stay on one side; auto does so whenever groups are known.',
    advanced: true,
  }),
  file: field(z.string().min(1).nullable().default(null), {
    title: 'File of sides',
    advice: "nnU-Net's splits_final.json, or for kind file one list of names for each of train, val and test. A k-fold takes its folds from it instead of drawing them: it tests on what the file calls val.",
    only: { kind: ['file', 'k-fold'] },
  }),
  confirmLeak: field(z.string().max(200).nullable().default(null), {
    title: 'Confirm a leak',
    advice: 'Where patients stand on two sides, results look better than they are: type the words that the plan asks for if that is meant; the run keeps them.',
    advanced: true,
  }),
  seed: seed(12_345, 'split'),
});
