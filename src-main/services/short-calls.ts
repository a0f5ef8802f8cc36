import { callTrainer } from '../trainer/launch.ts';
import type { TrainerCall, TrainerCalls } from '../trainer/launch.ts';

/** Asks a trainer process for something short. */
export type Calls = <Call extends TrainerCall>(call: Call, input: TrainerCalls[Call]['input'], options?: { readonly timeoutMs?: number }) => Promise<TrainerCalls[Call]['output']>;

/** Short commands on the Node of this host; they end with it. */
export function shortCalls(node: string, closing: AbortSignal): Calls {
  return (call, input, options) => callTrainer(call, input, { node, signal: closing, ...options });
}
