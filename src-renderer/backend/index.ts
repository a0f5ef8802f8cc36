import { BRIDGE } from '../../src-shared/api/bridge.ts';
import type { Bridge } from '../../src-shared/api/bridge.ts';
import type { Backend } from './backend.ts';
import { electronBackend } from './electron.ts';
import { httpBackend } from './http.ts';

export type { Backend, Connection } from './backend.ts';

/** Connects the page to its host: Electron's window, else the server that it was loaded from; made-up data in the tests' build. */
export async function connect(): Promise<Backend> {
  if (import.meta.env.MODE === 'fake') return (await import('./fake/index.ts')).fakeBackend(new URLSearchParams(location.search).get('fake') ?? 'full');
  const bridge = (window as unknown as Record<string, Bridge | undefined>)[BRIDGE];
  return bridge ? electronBackend(bridge) : httpBackend();
}
