/** What hosts put a nonce in place of, in `index.html`; see `vite.config.ts`. */
const PLACEHOLDER = 'delira-nonce';

/** The nonce that style elements need on this load of the page; undefined where no host has given one. */
export function styleNonce(): string | undefined {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce;
  return nonce === PLACEHOLDER || nonce === '' ? undefined : nonce;
}
