import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, it } from 'vitest';
import type { RunReport } from '../../../src-main/hosts/cli/run-report.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { dicom, greyDicom } from '../../imaging/make-formats.ts';
import { delira, documentOf } from './command-line.ts';

/** What is planted: a name in tags, in folders and in files, numbers, a date and UIDs of the patients. */
const PLANTED = /zorglub|plnt-?id|19770707|1\.2\.3\.777/i;
const SIDE = 12;

/** Two slices of each of 20 patients, of whom half are bright. */
function plant(folder: string): void {
  for (let patient = 0; patient < 20; patient++) {
    const label = patient % 2 === 0 ? 'bright' : 'dark';
    for (const slice of [0, 1]) {
      const values = Int16Array.from({ length: SIDE * SIDE }, (_, i) => (patient % 2) * 500 + ((i * 7 + patient + slice) % 90));
      const file = join(folder, label, `Zorglub_Pat${patient}`, `ZORGLUB-${patient}-${slice}.dcm`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(
        file,
        dicom({
          ...greyDicom(SIDE, SIDE, values),
          '00080020': ['DA', '19770707'],
          '00081030': ['LO', 'Study of Zorglub'],
          '00100010': ['PN', `Zorglub^Patient${patient}`],
          '00100020': ['LO', `PLNT-ID${patient}`],
          '00100030': ['DA', '19770707'],
          '0020000D': ['UI', `1.2.3.777.${patient}`],
          '0020000E': ['UI', `1.2.3.777.${patient}.${slice}`],
        }),
      );
    }
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).flatMap((each) => (each.isFile() ? [join(each.parentPath, each.name)] : []));
}

/** Every value in the database that holds something planted, as `table.column`. */
function columnsThatTell(file: string): string[] {
  const db = new BetterSqlite3(file, { readonly: true });
  try {
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all() as { name: string }[];
    const told = tables.flatMap(({ name }) =>
      (db.prepare(`SELECT * FROM "${name}"`).all() as Record<string, unknown>[]).flatMap((row) =>
        Object.entries(row).flatMap(([column, value]) => (PLANTED.test(Buffer.isBuffer(value) ? value.toString('latin1') : String(value)) ? [`${name}.${column}`] : [])),
      ),
    );
    return [...new Set(told)].sort();
  } finally {
    db.close();
  }
}

it('what names a patient, in tags, folders and files, stands nowhere in the data folder but in the path column of the index', async () => {
  const [data, images, answers, network] = [temporaryFolder(), temporaryFolder(), join(temporaryFolder(), 'answers'), temporaryFolder()];
  plant(images);
  const indexed = documentOf<{ layout: string; samples: number; groups: number }>(await delira(['index', images, '--json'], { data }));
  expect(indexed).toMatchObject({ layout: 'class-folders', samples: 40, groups: 20 });
  // One that was indexed is gone when it is wanted: warnings are written, too.
  for (const label of ['bright', 'dark']) rmSync(join(images, label, `Zorglub_Pat${label === 'bright' ? 0 : 1}`, `ZORGLUB-${label === 'bright' ? 0 : 1}-0.dcm`));
  const words = ['--dataset.folder', images, '--model.filters', '4', '--model.dense', '8', '--loader.batchSize', '8', '--training.epochs', '2', '--dataset.cache', 'disk'];
  const ended = await delira(['train', ...words, '--test', '--json'], { data });
  const { run, status, folder } = documentOf<RunReport>(ended);
  expect(status).toBe('finished');
  documentOf(await delira(['predict', run, join(images, 'dark'), '--output', answers, '--json'], { data }));
  documentOf(await delira(['export', run, '--format', 'onnx', '--output', network, '--json'], { data }));

  const journal = readFileSync(join(folder, 'journal.ndjson'), 'utf8');
  const predicted = journal.split('\n').filter((line) => line.includes('"kind":"prediction"'));
  expect(predicted.length).toBeGreaterThan(0);
  expect(predicted.filter((line) => !/"path":"sample-[0-9a-f]{16}(-\d+)?"/.test(line))).toEqual([]);
  const [alias = ''] = /sample-[0-9a-f]{16}/.exec(predicted[0] ?? '') ?? [];
  const { samples } = documentOf<{ samples: readonly { readonly files: readonly string[] }[] }>(await delira(['show', run, '--sample', alias, '--json'], { data }));
  expect(samples[0]?.files[0]).toMatch(PLANTED);
  const kept = [...filesBelow(data), ...filesBelow(network)];
  expect(kept.length).toBeGreaterThan(filesBelow(data).length);
  const telling = kept.filter((file) => !/\.db/.test(file) && (PLANTED.test(file) || PLANTED.test(readFileSync(file, 'latin1'))));
  expect(telling).toEqual([]);
  const [database = '', ...others] = filesBelow(data).filter((file) => /\.(db|sqlite)$/.test(file) && readFileSync(file).length > 50_000);
  expect([columnsThatTell(database), others]).toEqual([['samples.path'], []]);
  // Nor on the screen of whoever trains, where a colleague may look on.
  expect(ended.err).not.toMatch(PLANTED);
});
