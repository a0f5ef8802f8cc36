import { preview } from 'vite';

const configFile = `${import.meta.dirname}/vite.config.ts`;

/** Serves the gallery, which `build.mjs gallery` has built, on a free port of this machine until it is closed. */
export async function serveGallery(): Promise<{ readonly address: string; close(): Promise<void> }> {
  const server = await preview({ configFile, preview: { host: '127.0.0.1', port: 0 } });
  const address = server.resolvedUrls?.local[0];
  if (address === undefined) throw new Error('expected an address of the gallery');
  return { address, close: () => server.close() };
}
