import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entryFile } from '../../src-main/threads/entry.ts';
import { createRun } from '../../src-main/trainer/launch.ts';
import { needs } from '../helpers/needs.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writePictures } from './pictures.ts';
import { runPlan } from './plans.ts';
import { readExit, readLines } from './run-journal.ts';

/** Enough that the disk is filled while the run trains. */
const EPOCHS = 40;

const canMount = spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;

describe('a disk of 2 MB', () => {
  it('that is filled up pauses the run until there is space, and no line is lost', async (context) => {
    needs(context, canMount, 'needs a small disk of its own: unshare and mount');
    const base = temporaryFolder();
    const pictures = join(base, 'pictures');
    const samples = writePictures(pictures, 200);
    const disk = join(base, 'disk');
    mkdirSync(disk);
    const { folder } = createRun(join(base, 'runs'), runPlan({ folder: pictures, samples, spec: { device: 'cpu' } }));
    // Only the shell and what it starts see this disk: a run, a filler, and a way to look at them from outside by copies.
    const script = `
      mount -t tmpfs -o size=2m none ${disk} && cp -r ${folder} ${disk}/run
      ( until ls -d ${disk}/run/checkpoints/epoch-*; do sleep 0.05; done
        head -c 8M /dev/zero > ${disk}/filler
        sleep 8; cp -r ${disk}/run ${base}/while-full; rm ${disk}/filler ) &
      ${process.execPath} ${entryFile('trainer')} train ${disk}/run --epochs ${EPOCHS}; echo $? > ${base}/code
      wait; cp -r ${disk}/run ${base}/after`;
    const shell = spawn('unshare', ['-Urm', 'sh', '-c', script], { stdio: 'ignore' });
    await once(shell, 'exit');
    expect(readFileSync(join(base, 'code'), 'utf8').trim()).toBe('0');
    const lines = readLines(join(base, 'after'));
    const texts = lines.flatMap((line) => (line.kind === 'warning' || line.kind === 'note' ? [line.text] : []));
    expect(texts).toEqual([expect.stringMatching(/^Paused: the disk that holds .* is full/), 'The disk has space again: the run goes on.']);
    expect(readLines(join(base, 'while-full')).some((line) => line.kind === 'warning')).toBe(true);
    expect(lines.map((line) => line.seq)).toEqual(lines.map((_, i) => i));
    expect(lines.filter((line) => line.kind === 'epoch-ended')).toHaveLength(EPOCHS);
    expect(readExit(join(base, 'after'))).toMatchObject({ status: 'finished' });
    expect(existsSync(join(base, 'after', 'ballast'))).toBe(false);
  });
});
