import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const SOURCES = ['src-main', 'src-shared', 'src-renderer'];

interface Cruise {
  readonly summary: { readonly totalCruised: number; readonly violations: readonly { readonly rule: { readonly name: string }; readonly from: string }[] };
  readonly modules: readonly { readonly source: string }[];
}

/** Breaches of the layer rules: where, what is imported, and which rule must say so. */
const BREACHES: readonly (readonly [file: string, imported: string, rule: string])[] = [
  ['src-shared/lib/breach-a.ts', "import '../../src-main/threads/thread.ts';", 'src-shared → ours'],
  ['src-shared/lib/breach-b.ts', "import 'node:fs';", 'src-shared → node'],
  ['src-shared/lib/breach-c.ts', "import 'ws';", 'src-shared → packages'],
  ['src-main/engine/data/breach-d.ts', "import 'node:fs';", 'src-main/engine → node'],
  ['src-main/engine/data/breach-e.ts', "import '../training/request.ts';", 'engine flows one way: data'],
  ['src-main/engine/training/breach-f.ts', "import '../../compute/select.ts';", 'src-main/engine → ours'],
  ['src-main/store/breach-g.ts', "import '../trainer/launch.ts';", 'src-main/store → ours'],
  ['src-main/store/breach-h.ts', "import 'electron';", 'only hosts/electron knows electron'],
  ['src-main/services/breach-i.ts', "import '../trainer/main.ts';", 'src-main/services → ours'],
  ['src-main/services/breach-j.ts', "import 'better-sqlite3';", 'src-main/services → packages'],
  ['src-main/hosts/server/breach-k.ts', "import '../cli/main.ts';", 'hosts are strangers'],
  ['src-renderer/charts/breach-l.ts', "import '../backend/http.ts';", 'src-renderer/charts → ours'],
  ['src-renderer/components/breach-m.ts', "import '../stores/runs.ts';", 'src-renderer/components → ours'],
  ['src-main/files/breach-n.ts', "import '../threads/breach-n.handler.ts';", 'handlers load in threads only'],
  ['src-main/threads/breach-o.ts', "import './breach-z.ts';", 'no circles'],
  ['src-main/imaging/breach-p.ts', "import '../../tests/helpers/real-data.ts';", 'production ignores tests'],
  ['src-main/compute/breach-q.ts', "import 'a-package-that-is-not-installed';", 'src-main/compute → packages'],
];

/** What some breaches need beside themselves. A circle is told from its first module by name. */
const COMPANIONS: Readonly<Record<string, string>> = {
  'src-main/threads/breach-n.handler.ts': 'export {};',
  'src-main/threads/breach-z.ts': "import './breach-o.ts';",
};

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

describe('the layer rules', () => {
  it('hold, and were asked of every source file', () => {
    const { summary, modules } = cruise(root);
    expect(summary.violations).toEqual([]);
    const cruised = new Set(modules.map(({ source }) => source));
    const missed = SOURCES.flatMap((folder) => sourcesBelow(folder)).filter((file) => !cruised.has(file));
    expect(missed).toEqual([]);
  });

  it('name each of the planted breaches', () => {
    const copy = mkdtempSync(join(tmpdir(), 'delira-layers-'));
    folders.push(copy);
    for (const name of [...SOURCES, 'tests/helpers', '.dependency-cruiser.cjs', 'package.json']) cpSync(join(root, name), join(copy, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    for (const [file, text] of [...BREACHES.map(([file, text]) => [file, text] as const), ...Object.entries(COMPANIONS)]) {
      mkdirSync(dirname(join(copy, file)), { recursive: true });
      writeFileSync(join(copy, file), `${text}\nexport {};\n`);
    }
    const { violations } = cruise(copy).summary;
    const named = BREACHES.filter(([file, , rule]) => violations.some((each) => each.from === file && each.rule.name === rule));
    expect(named).toEqual(BREACHES);
  });
});

function cruise(folder: string): Cruise {
  const bin = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const { stdout, stderr } = spawnSync(process.execPath, [bin, ...SOURCES, '--output-type', 'json'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (stdout === '') throw new Error(`expected dependency-cruiser to answer, but found: ${stderr}`);
  return JSON.parse(stdout) as Cruise;
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((file) => /\.(ts|vue|mjs)$/.test(file) && !file.endsWith('.d.ts') && !file.includes('/node_modules/'));
}
