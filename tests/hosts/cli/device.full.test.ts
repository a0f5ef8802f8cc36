import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { needs } from '../../helpers/needs.ts';
import { NO_REAL_DATA, realData } from '../../helpers/real-data.ts';
import { copyDigits, delira } from './command-line.ts';

const mnist = realData('mnist-png');

describe('a GPU that is asked for by name', () => {
  const base = mkdtempSync(join(tmpdir(), 'delira-test-device-'));
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  it('is refused before a run is made, where there is none to use', async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    copyDigits(mnist ?? '', join(base, 'digits'));
    // Whatever the machine has, this shows none of it.
    process.env['CUDA_VISIBLE_DEVICES'] = '';
    const { code, err } = await delira(['train', '--dataset.folder', 'digits', '--device', 'gpu:3', '--training.epochs', '1'], { data: join(base, 'data'), cwd: base });
    expect([code, err]).toEqual([2, expect.stringContaining('expected a GPU for device gpu:3, but CUDA_VISIBLE_DEVICES shows none') as string]);
    const runs = join(base, 'data', 'runs');
    expect(existsSync(runs) ? readdirSync(runs) : []).toEqual([]);
  });
});
