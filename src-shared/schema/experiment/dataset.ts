import { z } from 'zod';
import { field } from '../field.ts';
import { LAYOUTS } from '../kinds.ts';
import { codeFile } from './custom.ts';
import { filesSchema } from '../reading.ts';

/** Folders that are joined as one dataset; somebody who has more has a folder around them. */
export const MOST_FOLDERS = 64;

export const datasetSchema = z.strictObject({
  folder: field(z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(MOST_FOLDERS).readonly()]), {
    title: 'Folder',
    advice: 'The folder that holds the images, or several that are one dataset; they are only ever read.',
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
  files: field(filesSchema.nullable().default(null), {
    title: 'Named files',
    advice: 'Where each sample is a folder: its files by the array that they make, as {image: [t1.nii.gz, t2.nii.gz], label: [seg.nii.gz]}; a * stands for the name of the folder.',
    advanced: true,
  }),
  groupPattern: field(z.string().min(1).max(500).nullable().default(null), {
    title: 'Group pattern',
    advice: 'How the patient is told from a path, where neither folders nor names say it: {group}_* takes p12 from p12_slice3.png; the page of the dataset shows what it yields.',
    advanced: true,
  }),
  onlyPaths: field(z.string().min(1).max(500).nullable().default(null), {
    title: 'Only paths',
    advice: 'Narrows the dataset to images whose path fits: site_a/** takes one folder, * stands for anything in a name; left empty, all are taken.',
    advanced: true,
  }),
  onlyClasses: field(z.array(z.string().min(1)).min(1).nullable().default(null), {
    title: 'Only classes',
    advice: 'Narrows a dataset whose images have classes to these; left empty, all are taken.',
    advanced: true,
  }),
  cache: field(z.enum(['none', 'memory', 'disk']).default('memory'), {
    title: 'Cache',
    advice: 'Keeps prepared images in memory as far as the budget reaches, and with disk also in files that the next run reads; choose none if the machine runs out of memory.',
    advanced: true,
  }),
  cacheBudgetMb: field(z.int().min(0).max(1_000_000).default(2048), {
    title: 'Cache budget',
    unit: 'MB',
    advice: 'What does not fit is read anew in every epoch; lower it if other programs need the memory.',
    advanced: true,
  }),
  cacheFolder: field(z.string().min(1).nullable().default(null), {
    title: 'Cache folder',
    advice: "For a cache on disk; left empty, in the app's data folder. It may be emptied at any time: what is missing is made again.",
    advanced: true,
  }),
  cacheDiskGb: field(z.number().min(0.001).max(1_000_000).default(20), {
    title: 'Cache limit on disk',
    unit: 'GB',
    advice: 'What was not used for longest makes room for the new; lower it if the disk is short.',
    advanced: true,
  }),
  load: codeFile('Load function of your own', 'A file whose default export reads an image in place of the app; its options are in extra.'),
  code: codeFile('Dataset of your own', 'A file whose default export makes a dataset of the samples of a side, several of each file for one; its options are in extra.'),
});
