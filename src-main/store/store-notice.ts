import type { Notice } from '../../src-shared/api/index.ts';

/** What the store's thread tells its host outside of any answer. */
export type StoreNotice =
  | { readonly kind: 'changed'; readonly notice: Notice }
  /** This host owns the data folder from now on. */
  | { readonly kind: 'owner' };
