import { inject } from 'vue';
import type { InjectionKey } from 'vue';
import type { Backend } from '../backend/index.ts';

export const BACKEND: InjectionKey<Backend> = Symbol('backend');

/** The host, inside a store or a composable of this folder. */
export function useBackend(): Backend {
  const backend = inject(BACKEND);
  if (!backend) throw new Error('expected the app to provide its backend');
  return backend;
}
