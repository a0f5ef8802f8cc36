import { describe, expect, it } from 'vitest';
import { lacksDisplay } from '../../../src-main/hosts/start/find-electron.ts';
import { browserCommand } from '../../../src-main/hosts/start/open-browser.ts';

const address = 'http://127.0.0.1:4000/#token=x';
const on = (platform: NodeJS.Platform, env: Record<string, string> = {}) => ({ platform, arch: 'x64', env });

describe('a display', () => {
  it('is missing on a Linux without X11 and Wayland, and there alone', () => {
    expect(lacksDisplay(on('linux'))).toBe('no display was found');
    expect(lacksDisplay(on('linux', { DISPLAY: '' }))).toBe('no display was found');
    expect([on('linux', { DISPLAY: ':0' }), on('linux', { WAYLAND_DISPLAY: 'wayland-0' }), on('darwin'), on('win32')].map(lacksDisplay)).toEqual([null, null, null, null]);
  });
});

describe("the system's browser", () => {
  it('is opened by what each system has for it', () => {
    expect(browserCommand(on('linux', { DISPLAY: ':0' }), address)).toEqual(['xdg-open', address]);
    expect(browserCommand(on('darwin'), address)).toEqual(['open', address]);
    expect(browserCommand(on('win32'), address)).toEqual(['rundll32', 'url.dll,FileProtocolHandler', address]);
  });

  it.each([on('linux'), on('darwin', { CI: 'true' }), on('darwin', { DELIRA_CI: '1' }), on('linux', { DISPLAY: 'localhost:10.0', SSH_CONNECTION: '10.0.0.2 1 10.0.0.3 22' })])(
    'is left alone where nobody sits before it: %j',
    (surroundings) => {
      expect(browserCommand(surroundings, address)).toBeNull();
    },
  );
});
