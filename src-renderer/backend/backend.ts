import type { Api, Notice } from '../../src-shared/api/index.ts';
import type { ImageRef } from '../../src-shared/api/images.ts';

/** Whether the host answers this page; with its session over, the host is there but answers another page only. */
export type Connection = 'there' | 'away' | 'over';

/** A host as the page sees it; which one it is, only `connect` knows. */
export interface Backend {
  readonly api: Api;
  /** Calls back whenever something has changed, until what it gives is called. */
  onNotice(listener: (notice: Notice) => void): () => void;
  /** Tells at once how the host is to be reached, and again when that changes. */
  onConnection(listener: (connection: Connection) => void): () => void;
  /** The host asks for a screen by its address: a menu, a notification. */
  onNavigate(listener: (address: string) => void): () => void;
  /** The address of a picture's bytes, for `src` attributes. */
  imageUrl(ref: ImageRef): string;
}
