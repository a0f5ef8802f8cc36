import { z } from 'zod';
import { field } from '../field.ts';

/** Files that Node runs by itself; it strips types, so no compiler is needed. */
const CODE_FILE = /\.(ts|mts|js|mjs)$/;
const CODE_EXPECTED = 'expected a file of your own code that ends in .ts, .mts, .js or .mjs';

const path = z.string().min(1).max(4096).regex(CODE_FILE, CODE_EXPECTED);

/** A place where a file of the user's may stand; empty where ours does the work. */
export const codeFile = (title: string, advice: string) => field(path.nullable().default(null), { title, advice, advanced: true });

/** What every kind that is a file of the user's own has. */
export const customFields = {
  file: field(path, {
    title: 'Code file',
    advice: 'Its default export is used, relative to the experiment file; "delira new" writes one to begin with. It runs only after you have said so.',
  }),
  options: field(z.record(z.string(), z.unknown()).default({}), { title: 'Options', advice: 'Handed to your code as they are; say there what they mean.' }),
};

/** The name that values of the user's code carry in series, such as `val_my-metric`. */
export const customName = field(
  z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,40}$/, 'expected small letters, digits and dashes, such as my-metric')
    .nullable()
    .default(null),
  { title: 'Name', advice: 'What its values are called, after train_ or val_; left empty, as its file is.' },
);
