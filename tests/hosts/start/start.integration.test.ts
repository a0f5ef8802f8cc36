import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const start = join(import.meta.dirname, '../../../src-main/hosts/start.ts');

it('without a display, npm start says so in one line, opens the app for a browser within 10 seconds, and Ctrl-C ends it', async () => {
  const child = spawn(process.execPath, [start, '--data', temporaryFolder()], { env: { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '', CI: '1' }, detached: true });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const began = performance.now();
  const [address] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=/);
  expect((await fetch(address)).status).toBe(200);
  expect(errors.split('\n')[0]).toBe('No window: no display was found. Opening the app in the browser instead.');
  const ended = once(child, 'exit');
  // As a terminal does it: everyone in the foreground hears it.
  process.kill(-(child.pid ?? 0), 'SIGINT');
  expect(await ended).toEqual([0, null]);
});
