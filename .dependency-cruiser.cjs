// Who may import whom: ARCHITECTURE section 5 as data. What is not allowed is forbidden.
// `tests/checks/layers.test.ts` also fails when fewer modules were cruised than there are source files.

const ENGINE = ['ops', 'data', 'sampling', 'loading', 'augment', 'models', 'losses', 'metrics', 'training', 'callbacks', 'experiment'];

// folder: [folders of ours it may import (itself is implied), packages it may import, may it use Node's own modules?]
const MAY = {
  'src-shared': [[], ['zod', 'yaml'], false],
  'src-main/engine': [['src-shared'], ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers'], false],
  'src-main/imaging': [['src-shared'], ['sharp', 'fast-png', 'jpeg-lossless-decoder-js', '@cornerstonejs/[^/]+'], false],
  'src-main/threads': [['src-shared'], [], true],
  'src-main/compute': [['src-shared', 'src-main/threads'], ['@tensorflow/[^/]+', 'webgpu', 'assemblyscript'], true],
  'src-main/files': [['src-shared', 'src-main/imaging', 'src-main/threads', 'src-main/engine/data'], [], true],
  'src-main/store': [['src-shared', 'src-main/threads'], ['better-sqlite3'], true],
  'src-main/trainer': [
    ['src-shared', 'src-main/engine', 'src-main/compute', 'src-main/files', 'src-main/imaging', 'src-main/threads'],
    ['@tensorflow/[^/]+'],
    true,
  ],
  'src-main/services': [['src-shared', 'src-main/files', 'src-main/store', 'src-main/trainer/launch', 'src-main/threads'], [], true],
  'src-main/hosts': [['src-shared', 'src-main/services', 'src-main/threads/entry', 'src-main/threads/make-folder'], ['electron', 'ws', 'commander'], true],
  'src-renderer/backend': [['src-shared'], [], false],
  'src-renderer/stores': [['src-shared', 'src-renderer/backend'], ['vue', 'pinia'], false],
  'src-renderer/charts': [['src-shared'], ['vue', 'chart[.]js'], false],
  'src-renderer/images': [['src-shared'], ['vue', '@tanstack/[^/]+', '@niivue/niivue'], false],
  'src-renderer/components': [
    ['src-shared', 'src-renderer/charts', 'src-renderer/images', 'src-renderer/composables'],
    ['vue', 'vue-router', '@nuxt/ui', '@tanstack/[^/]+', '@codemirror/[^/]+', 'codemirror'],
    false,
  ],
  'src-renderer/composables': [['src-shared', 'src-renderer/stores'], ['vue', 'vue-router', 'pinia', '@vueuse/core', '@nuxt/ui'], false],
  'src-renderer/views': [
    ['src-shared', 'src-renderer/stores', 'src-renderer/components', 'src-renderer/charts', 'src-renderer/images', 'src-renderer/composables'],
    ['vue', 'vue-router', 'pinia', '@nuxt/ui', '@tanstack/[^/]+'],
    false,
  ],
};

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const start = (folders) => `^(${folders.join('|')})(/|[.]|$)`;
// Matches a package whether it is installed or not; without the second half a missing package passes silently.
const pkg = (names) => `(^|/)node_modules/(${names.join('|')})(/|$)|^(${names.join('|')})(/|$)`;

module.exports = {
  forbidden: [
    ...Object.entries(MAY).flatMap(([folder, [ours, packages, node]]) => [
      rule(
        `${folder} → ours`,
        `${folder} may import ${ours.join(', ') || 'only itself'}. Pass a value or a function in, or move the code to where its users meet.`,
        { path: start([folder]) },
        { path: '^src-', pathNot: start([folder, ...ours]) },
      ),
      rule(
        `${folder} → packages`,
        `${folder} may use ${packages.join(', ') || 'no package'}. Ask the folder that owns the package.`,
        { path: start([folder]) },
        { dependencyTypesNot: ['local', 'core', 'type-only'], pathNot: ['^src-', ...(packages.length ? [pkg(packages)] : [])] },
      ),
      ...(node
        ? []
        : [
            rule(
              `${folder} → node`,
              `${folder} runs anywhere: no files, threads or processes. What it needs comes in as an argument.`,
              { path: start([folder]) },
              { dependencyTypes: ['core'] },
            ),
          ]),
    ]),
    ...ENGINE.slice(0, -1).map((stage, i) =>
      rule(
        `engine flows one way: ${stage}`,
        'An earlier stage may not know a later one.',
        { path: `^src-main/engine/${stage}/` },
        { path: `^src-main/engine/(${ENGINE.slice(i + 1).join('|')})/` },
      ),
    ),
    rule(
      'only hosts/electron knows electron',
      'Electron is one of three ways to start us.',
      { path: '^src-', pathNot: '^src-main/hosts/electron/' },
      { path: pkg(['electron']) },
    ),
    rule(
      'hosts are strangers',
      'What two hosts share belongs in hosts/compose.ts or services/.',
      { path: '^src-main/hosts/([^/]+)/' },
      { path: '^src-main/hosts/[^/]+/', pathNot: '^src-main/hosts/$1/' },
    ),
    rule(
      'handlers load in threads only',
      'Ask through the .request file; the handler drags its heavy libraries with it.',
      { path: '^src-', pathNot: '([.]handler|thread|main)[.]ts$' },
      { path: '[.]handler[.]ts$' },
    ),
    rule('no circles', 'A circle has no bottom to start reading from.', {}, { circular: true }),
    rule('production ignores tests', 'Move the helper into src-* if production needs it.', { path: '^src-' }, { path: '^tests/' }),
  ],
  options: { doNotFollow: { path: 'node_modules' }, tsPreCompilationDeps: true },
};
