import type { App, Session, WebContents } from 'electron';
import { SCHEME, isOurs } from './address.ts';

/** The one thing that a page may do beyond showing itself: put a text on the clipboard when asked to copy it. */
const GRANTED: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** Schemes that a window asks for: the page, what the page made itself, the developer tools. */
const INNER_SCHEMES: ReadonlySet<string> = new Set([`${SCHEME}:`, 'blob:', 'data:', 'devtools:']);

/**
 * Closes Chromium's own ways out: it would look for updates of its parts and
 * resolve names. To be called before it starts.
 */
export function stayOffline({ commandLine }: App): void {
  commandLine.appendSwitch('disable-background-networking');
  commandLine.appendSwitch('disable-component-update');
  commandLine.appendSwitch('disable-domain-reliability');
  commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
}

/** Denies a session whatever Electron would grant by itself, and every request that would leave the machine. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, done) => done(GRANTED.has(permission)));
  session.setPermissionCheckHandler((_contents, permission) => GRANTED.has(permission));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, done) => done({}));
  session.webRequest.onBeforeRequest(({ url }, done) => done({ cancel: !INNER_SCHEMES.has(new URL(url).protocol) }));
  session.on('will-download', (event, item) => {
    if (!isOwnFile(item.getURL())) event.preventDefault();
  });
}

/** A table that the page has made and the user wants to save; Electron then asks where to. */
function isOwnFile(address: string): boolean {
  return address.startsWith('blob:') && isOurs(address.slice('blob:'.length));
}

/** Keeps a window on our page: no other page, no further window, no page within it. */
export function guardContents(contents: WebContents): void {
  const stay = (event: { preventDefault(): void; readonly url: string }) => {
    if (!isOurs(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
