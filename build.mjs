// Builds what the app runs from into dist/: wasm kernels, main-side bundles, preload, page.
//
//   node build.mjs [--if-stale] [main] [renderer] [fake] [gallery]
//
// `fake` is the page with a made-up host in it, `gallery` its charts and images without stores, both for tests; they are built only when asked for.
//
// Plain JavaScript without new syntax: an older Node must get as far as the sentence of check-node.mjs.
import './check-node.mjs';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const common = ['package.json', 'package-lock.json', 'tsconfig.base.json', 'build.mjs', 'src-shared'];
const parts = {
  main: { out: 'dist/main', inputs: [...common, 'vite.main.config.ts', 'vite.preload.config.ts', 'src-main'], build: buildMain },
  renderer: { out: 'dist/renderer', inputs: [...common, 'vite.config.ts', 'src-renderer'], build: () => buildRenderer() },
  fake: { out: 'test-output/page', inputs: [...common, 'vite.config.ts', 'src-renderer'], build: () => buildRenderer('fake', 'test-output/page') },
  gallery: { out: 'test-output/gallery/page', inputs: [...common, 'src-renderer', 'tests/renderer/gallery'], build: buildGallery },
};

const words = process.argv.slice(2);
const wanted = words.filter((word) => word in parts);
for (const name of wanted.length > 0 ? wanted : ['main', 'renderer']) {
  const part = parts[name];
  const stamp = join(root, part.out, 'build.json');
  const inputs = digest(part.inputs);
  if (words.includes('--if-stale') && existsSync(stamp) && JSON.parse(readFileSync(stamp, 'utf8')).inputs === inputs) continue;
  console.error(`building ${name} …`);
  rmSync(join(root, part.out), { recursive: true, force: true });
  mkdirSync(join(root, part.out), { recursive: true });
  await part.build();
  writeFileSync(stamp, JSON.stringify({ inputs }));
}

async function buildMain() {
  await buildKernels();
  const { build } = await import('vite');
  await build({ configFile: join(root, 'vite.main.config.ts') });
  if (existsSync(join(root, 'src-main/hosts/electron/preload.ts'))) await build({ configFile: join(root, 'vite.preload.config.ts') });
}

async function buildRenderer(mode = 'production', out = 'dist/renderer') {
  const { build } = await import('vite');
  await build({ configFile: join(root, 'vite.config.ts'), mode, build: { outDir: join(root, out) } });
}

async function buildGallery() {
  const { build } = await import('vite');
  await build({ configFile: join(root, 'tests/renderer/gallery/vite.config.ts') });
}

async function buildKernels() {
  const script = join(root, 'src-main/compute/simd/assembly/build.mjs');
  if (!existsSync(script)) return;
  const { buildKernels: build } = await import(script);
  await build(join(root, 'dist/main/wasm'));
}

/**
 * A hash over paths and contents: a checkout that was only touched is not built anew. What a build
 * itself leaves in a node_modules among the sources (Nuxt UI's generated styles) is no source.
 */
function digest(inputs) {
  const hash = createHash('sha256').update(process.version);
  for (const file of inputs.flatMap((each) => filesBelow(join(root, each))).sort()) {
    hash.update(relative(root, file)).update('\0').update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesBelow(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path).filter((name) => name !== 'node_modules').flatMap((name) => filesBelow(join(path, name)));
}
