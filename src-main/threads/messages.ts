import type { FlatError } from '../../src-shared/lib/bad-input.ts';

/** To the thread. */
export type Call =
  | { readonly kind: 'call'; readonly call: number; readonly id: string; readonly input: unknown }
  | { readonly kind: 'abort'; readonly call: number }
  | { readonly kind: 'close' };

/** From the thread. */
export type Answer =
  | { readonly kind: 'answer'; readonly call: number; readonly output: unknown }
  | { readonly kind: 'error'; readonly call: number; readonly error: FlatError }
  | { readonly kind: 'notice'; readonly notice: unknown };
