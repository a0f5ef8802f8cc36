/** A process that reads batches from a drive that gives no answer, says what became of it, and ends. `node read-from-hanging-drive.ts <folder> <the thread's script>` */
import { createThreadedSource } from '../../src-main/trainer/loader-threads/source.ts';
import { createSampleTable } from '../../src-main/trainer/loader-threads/sample-table.ts';
import { leave } from '../../src-main/trainer/leave.ts';
import { writePictures } from './pictures.ts';

const [folder = '', entry = ''] = process.argv.slice(2);
const SIDE = 12;
const source = createThreadedSource({
  recipe: {
    folder,
    table: createSampleTable(writePictures(folder, 40, SIDE)),
    prepare: [],
    sampler: { kind: 'sequential' },
    batchesPerEpoch: 'auto',
    batchSize: 8,
    dropLast: false,
    unreadable: 'replace',
    augment: [],
    seed: 1,
    cache: null,
  },
  form: [
    { name: 'image', shape: [SIDE, SIDE, 1], dtype: 'float32' },
    { name: 'label', shape: [], dtype: 'int32' },
  ],
  threads: 1,
  ringBytes: 2 ** 20,
  lastEpoch: 1,
  entry: new URL(entry),
  hungMs: 500,
});
try {
  for await (const batch of source.epoch(1)) batch.release();
} catch (error) {
  process.stdout.write(`${String(error)}\n`);
}
await source.close();
leave(0);
