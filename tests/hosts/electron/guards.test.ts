import { describe, expect, it, vi } from 'vitest';
import { isOurs } from '../../../src-main/hosts/electron/address.ts';
import { guardSession, stayOffline } from '../../../src-main/hosts/electron/guards.ts';
import { app, desk, session } from '../../helpers/electron/stand-in.ts';
import type { Session } from 'electron';

describe('an address', () => {
  it.each(['app://delira/', 'app://delira/runs/1?tab=log#top'])('of ours is known: %s', (address) => {
    expect(isOurs(address)).toBe(true);
  });

  it.each(['app://delira.example/', 'app://example/delira', 'app://delira:8080/', 'app://user@delira/', 'https://delira/', 'file:///etc/passwd', 'about:blank', 'javascript:alert(1)', 'app:', ''])(
    'of others is told apart: %s',
    (address) => {
      expect(isOurs(address)).toBe(false);
    },
  );
});

describe("the window's session", () => {
  guardSession(session.defaultSession as unknown as Session);

  it.each(['geolocation', 'media', 'notifications', 'midiSysex', 'usb', 'serial', 'hid', 'openExternal', 'clipboard-read', 'fileSystem', 'display-capture', 'unknown'] as const)(
    'grants no %s',
    (permission) => {
      const done = vi.fn();
      session.defaultSession.permission?.(null as never, permission, done, null as never);
      expect(done).toHaveBeenCalledExactlyOnceWith(false);
      expect(session.defaultSession.permissionCheck?.(null, permission as never, 'app://delira', null as never)).toBe(false);
    },
  );

  it('lets a page put text on the clipboard', () => {
    const done = vi.fn();
    session.defaultSession.permission?.(null as never, 'clipboard-sanitized-write', done, null as never);
    expect(done).toHaveBeenCalledExactlyOnceWith(true);
  });

  it('gives no device and no picture of the screen', () => {
    expect(session.defaultSession.device?.(null as never)).toBe(false);
    const done = vi.fn();
    session.defaultSession.display?.(null as never, done);
    expect(done).toHaveBeenCalledExactlyOnceWith({});
  });

  it.each([
    ['app://delira/assets/index.js', false],
    ['blob:app://delira/1234', false],
    ['https://example.com/', true],
    ['http://127.0.0.1:8080/', true],
    ['ws://localhost/', true],
    ['file:///etc/passwd', true],
  ])('lets a request leave for %s: cancelled %s', (url, cancel) => {
    const done = vi.fn();
    session.defaultSession.request?.({ url } as never, done);
    expect(done).toHaveBeenCalledExactlyOnceWith({ cancel });
  });

  it.each([
    ['blob:app://delira/1234', false],
    ['https://example.com/tool.exe', true],
    ['blob:https://example.com/1234', true],
    ['app://delira/assets/index.js', true],
  ])('saves only what the page has made: %s prevented %s', (url, prevented) => {
    const preventDefault = vi.fn();
    session.defaultSession.emit('will-download', { preventDefault }, { getURL: () => url });
    expect(preventDefault).toHaveBeenCalledTimes(prevented ? 1 : 0);
  });
});

it('Chromium is told to look nothing up', () => {
  stayOffline(app as never);
  expect(Object.fromEntries(desk.switches)).toEqual({
    'disable-background-networking': '',
    'disable-component-update': '',
    'disable-domain-reliability': '',
    'host-resolver-rules': 'MAP * ~NOTFOUND',
  });
});
