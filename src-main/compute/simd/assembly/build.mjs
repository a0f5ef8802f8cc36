// Compiles the kernels: one wasm file for every platform.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { tilesSource } from './tiles.mjs';

const here = dirname(fileURLToPath(import.meta.url));

export async function buildKernels(outFolder) {
  const written = {};
  const { error, stderr } = await asc.main(
    [
      'index.ts',
      '-O3',
      '--noAssert',
      '--runtime',
      'stub',
      '--enable',
      'simd,relaxed-simd,threads',
      '--importMemory',
      '--sharedMemory',
      '--initialMemory',
      '16',
      '--maximumMemory',
      '65536',
      '--memoryBase',
      '1024',
      '--outFile',
      'simd.wasm',
      '--textFile',
      'simd.wat',
    ],
    {
      readFile: (name, base) => {
        if (name === 'tiles.ts') return tilesSource();
        const path = join(base === '.' ? here : join(here, base), name);
        return existsSync(path) ? readFileSync(path, 'utf8') : null;
      },
      writeFile: (name, contents) => {
        written[name] = contents;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`expected the kernels to compile, but found: ${error.message}\n${stderr.toString()}`);
  mkdirSync(outFolder, { recursive: true });
  for (const [name, contents] of Object.entries(written)) writeFileSync(join(outFolder, name), contents);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildKernels(process.argv[2] ?? join(here, '../../../../dist/main/wasm'));
