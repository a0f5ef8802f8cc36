import { z } from 'zod';
import { field } from '../field.ts';
import { LAYOUTS } from '../kinds.ts';
import { codeFile } from './custom.ts';

export const datasetSchema = z.strictObject({
  folder: field(z.string().min(1), {
    title: 'Folder',
    advice: 'The folder that holds the images; it is only ever read.',
  }),
  layout: field(z.enum(['auto', ...LAYOUTS]).default('auto'), {
    title: 'Layout',
    advice: 'How labels are told from the files; choose it by hand if the one that was found is not what you meant.',
    advanced: true,
  }),
  manifest: field(z.string().min(1).nullable().default(null), {
    title: 'Manifest',
    advice: 'The CSV file with one row per image; name it if the folder holds several.',
    advanced: true,
  }),
  targets: field(z.array(z.string().trim().min(1).max(200)).min(1).max(1000).nullable().default(null), {
    title: 'Numbers to learn',
    unit: 'columns of the manifest',
    advice: 'The columns whose numbers are to be learnt, such as age; left empty, columns that are called target or value, if they do not hold classes.',
    advanced: true,
  }),
  cache: field(z.enum(['none', 'memory']).default('memory'), {
    title: 'Cache',
    advice: 'Keeps prepared images in memory as far as the budget reaches; choose none if the machine runs out of memory.',
    advanced: true,
  }),
  cacheBudgetMb: field(z.int().min(0).max(1_000_000).default(2048), {
    title: 'Cache budget',
    unit: 'MB',
    advice: 'What does not fit is read anew in every epoch; lower it if other programs need the memory.',
    advanced: true,
  }),
  load: codeFile('Load function of your own', 'A file whose default export reads an image in place of the app; its options are in extra.'),
  code: codeFile('Dataset of your own', 'A file whose default export makes a dataset of the samples of a side, several of each file for one; its options are in extra.'),
});
