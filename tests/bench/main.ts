/** Benchmarks: `npm run bench -- <name> …`. None of them is a test; their figures stand in the README. */
import { BadInput } from '../../src-shared/lib/bad-input.ts';

const BENCHES: Readonly<Record<string, (words: readonly string[]) => Promise<void>>> = {
  train: async (words) => (await import('./train.ts')).benchTrain(words),
  kernels: async (words) => (await import('./kernels.ts')).benchKernels(words),
  profile: async (words) => (await import('./profile.ts')).benchProfile(words),
  store: async (words) => (await import('./store.ts')).benchStore(words),
  compare: async (words) => (await import('./compare.ts')).benchCompare(words),
  data: async (words) => (await import('./data.ts')).benchData(words),
  gallery: async (words) => (await import('./gallery.ts')).benchGallery(words),
  ui: async (words) => (await import('./ui.ts')).benchUi(words),
};

const [name = '', ...words] = process.argv.slice(2);
const bench = BENCHES[name];
if (!bench) throw new BadInput(`expected a benchmark of ${Object.keys(BENCHES).join(', ')}, but found ${name === '' ? 'none' : name}`);
await bench(words);
