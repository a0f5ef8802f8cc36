import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const drive = join(import.meta.dirname, '../../helpers/electron/drive.ts');

it('the built app serves its page, indexes the demo data, shows a picture of it and closes', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [drive, '--data', temporaryFolder()], { env: { ...process.env, DELIRA_NODE: process.execPath }, timeout: 90_000 });
  const seen = JSON.parse(stdout) as { page: { policy: string; text: string } };
  expect(seen).toMatchObject({
    host: { host: 'electron', nativeFolderDialog: true },
    page: { status: 200 },
    samples: 800,
    thumbnail: { status: 200, start: expect.any(Array) as number[] },
    wrong: 'BadInput',
    noticed: true,
    exitCode: 0,
  });
  // The nonce of the policy is in the page, and no mark is left that waits for one.
  const nonce = /'nonce-([^']+)'/.exec(seen.page.policy)?.[1] ?? 'none';
  expect(seen.page.text).toContain(`nonce="${nonce}"`);
  expect(seen.page.text).not.toMatch(/DELIRA_NONCE|delira-nonce/);
});
