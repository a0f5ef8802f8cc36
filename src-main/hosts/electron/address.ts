/** The scheme of our own that the page is loaded through; files have an address of theirs in it and nothing else has. */
export const SCHEME = 'app';
export const ORIGIN = `${SCHEME}://delira`;

/** Whether an address is one of ours; compared part by part, for `app://delira.example` begins alike. */
export function isOurs(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host, username, password } = new URL(address);
  return protocol === `${SCHEME}:` && host === 'delira' && username === '' && password === '';
}
