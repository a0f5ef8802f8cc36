import type { FlatError } from '../lib/bad-input.ts';

/** What a call comes back with where it crosses a boundary: errors do not survive one, plain data does. */
export type Answer<Value = unknown> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: FlatError };
