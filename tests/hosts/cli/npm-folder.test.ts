import { describe, expect, it } from 'vitest';
import { standWhereNpmWasCalled } from '../../../src-main/hosts/cli/npm-folder.ts';

function standing(env: Record<string, string>, cwd = '/app') {
  const place = { env: { ...env } as Record<string, string | undefined>, at: cwd, cwd: () => place.at, chdir: (folder: string) => void (place.at = folder) };
  standWhereNpmWasCalled(place);
  return place;
}

describe('paths that the user types', () => {
  const byNpm = { INIT_CWD: '/home/ada/scans', npm_lifecycle_event: 'delira', npm_package_json: '/app/package.json' };

  it('are relative to where npm was called', () => {
    expect(standing(byNpm)).toMatchObject({ at: '/home/ada/scans', env: { npm_lifecycle_event: 'delira' } });
    expect(standing(byNpm).env).not.toHaveProperty('INIT_CWD');
  });

  it('are relative to the folder of the process where another script of npm, or none, began it', () => {
    expect(standing({ ...byNpm, npm_lifecycle_event: 'test' }).at).toBe('/app');
    expect(standing(byNpm, '/elsewhere').at).toBe('/elsewhere');
    expect(standing({}).at).toBe('/app');
  });
});
