import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { patientSecret } from '../../../src-main/services/datasets/patient-secret.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

test('the secret is made at first use, for its owner alone, and is the same from then on', () => {
  const folder = temporaryFolder();
  const secret = patientSecret(folder);
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  expect([patientSecret(folder), patientSecret(temporaryFolder()) === secret]).toEqual([secret, false]);
  if (process.platform !== 'win32') expect(statSync(join(folder, 'patients.key')).mode & 0o777).toBe(0o600);
});

test('a damaged secret is refused, for groups that were made anew would part what belongs together', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'patients.key'), 'abc');
  expect(() => patientSecret(folder)).toThrow(/^expected a key of 64 hexadecimal digits in .*patients\.key, but found 3 characters/);
});
