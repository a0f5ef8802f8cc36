import { callTrainer } from '../trainer/launch.ts';
import type { NewsOf, TrainerCall, TrainerCalls } from '../trainer/launch.ts';

/** What ends a short command before it answers; its host closing does, too. */
export interface CallLimits<News = never> {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Told what it says before it answers. */
  readonly onNews?: (news: News) => void;
}

/** Asks a trainer process for something short. */
export type Calls = <Call extends TrainerCall>(call: Call, input: TrainerCalls[Call]['input'], options?: CallLimits<NewsOf<Call>>) => Promise<TrainerCalls[Call]['output']>;

/** Short commands on the Node of this host; they end with it. */
export function shortCalls(node: string, keyFile: string, closing: AbortSignal): Calls {
  return (call, input, { signal, ...limits } = {}) => callTrainer(call, input, { node, keyFile, signal: signal ? AbortSignal.any([closing, signal]) : closing, ...limits });
}
