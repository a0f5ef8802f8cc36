import { z } from 'zod';

/** delira's `norm_range` and `norm_zero_mean_unit_std`, for each file by itself. */
export const FILE_NORMALISATIONS = ['none', '0..1', '-1..1', 'z-score'] as const;
export type FileNormalisation = (typeof FILE_NORMALISATIONS)[number];

const normalise = z.enum(FILE_NORMALISATIONS);
const fileName = z.string().min(1).max(1000).refine((name) => !/[/\\]/.test(name), 'expected the name of a file without folders');
const listedFile = z.union([fileName, z.strictObject({ file: fileName, normalise })]);
const listedArray = z.union([
  z.array(listedFile).min(1).max(1000),
  z.strictObject({ files: z.array(listedFile).min(1).max(1000), normalise: normalise.default('none'), dtype: z.enum(['float32', 'int32']).optional() }),
]);

/**
 * The files of one sample, by the array that they make: delira's `LoadSample`.
 *
 * `{ image: [t1.nii.gz, t2.nii.gz], label: [seg.nii.gz] }` makes a sample of
 * each folder that holds `t1.nii.gz`: both scans are channels of its image. A *
 * stands for the folder's name.
 */
export const filesSchema = z
  .record(z.string().regex(/^[a-z][a-z0-9_]*$/i, 'expected a name of letters, digits and _'), listedArray)
  .refine((lists) => 'image' in lists, 'expected a list of files that is called image');
export type SampleFiles = z.output<typeof filesSchema>;

/**
 * What the user says of how a dataset's files are to be read, beside its
 * layout; what is left out, the files decide.
 */
export const readingSchema = z.strictObject({
  /** Columns of the manifest that hold the numbers to be learnt. */
  targets: z.array(z.string().trim().min(1).max(200)).max(1000).optional(),
  /** The named files of each sample's folder. */
  files: filesSchema.optional(),
  /** Whether the pixels of samples are compared too, which reads and decodes every file. */
  pixels: z.boolean().optional(),
  /** How the group of a sample is told from its path: see `groupByPattern`. */
  groupPattern: z.string().min(1).max(500).optional(),
});
export type Reading = z.output<typeof readingSchema>;
