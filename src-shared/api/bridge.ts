import type { Answer } from './answer.ts';
import type { Api, Notice } from './index.ts';

/** The property of `window` that a page inside Electron finds its host at; absent in a browser tab. */
export const BRIDGE = 'delira';

/** A method of the Api that answers with plain data instead of throwing. */
export type BridgeCall<Method> = Method extends (...argument: infer Argument) => Promise<infer Value>
  ? (...argument: Argument) => Promise<Answer<Value>>
  : never;

export type BridgeApi = { readonly [N in keyof Api]: { readonly [Verb in keyof Api[N]]: BridgeCall<Api[N][Verb]> } };

/**
 * All that a sandboxed page can reach of Electron: one function per method,
 * named like it, and two things to listen to. Values cross by structured
 * clone, so typed arrays stay what they are.
 */
export interface Bridge {
  readonly api: BridgeApi;
  /** Tells of changes until the function that it gives is called. */
  onNotice(listener: (notice: Notice) => void): () => void;
  /** The menu or a notification asks for a screen, by its address in the page's router: `/runs/<run id>`. */
  onNavigate(listener: (address: string) => void): () => void;
}
