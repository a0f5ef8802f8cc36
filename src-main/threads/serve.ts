import { parentPort } from 'node:worker_threads';
import { flattenError } from '../../src-shared/lib/bad-input.ts';
import type { Answer, Call } from './messages.ts';
import type { Handling } from './request.ts';

/**
 * Answers calls in this worker thread until it is closed: the last line of a
 * thread's entry file. Calls run as they come; a handler that awaits lets the
 * next one begin.
 *
 * @param onClose runs before the thread ends, to close what it holds.
 */
export function serve(handlings: readonly Handling[], onClose: () => void | Promise<void> = () => undefined): void {
  const port = parentPort;
  if (port === null) throw new Error('expected to run in a worker thread');
  const handlers = new Map(handlings.map(({ id, handler }) => [id, handler]));
  const running = new Map<number, AbortController>();
  const send = (answer: Answer, transfer: ArrayBuffer[] = []) => port.postMessage(answer, transfer);

  const answer = async (call: Extract<Call, { kind: 'call' }>): Promise<void> => {
    const controller = new AbortController();
    const buffers: ArrayBuffer[] = [];
    running.set(call.call, controller);
    try {
      const handler = handlers.get(call.id);
      if (!handler) throw new Error(`expected a request of ${[...handlers.keys()].join(', ')}, but found ${call.id}`);
      const output = await handler(call.input, {
        signal: controller.signal,
        notify: (notice) => send({ kind: 'notice', notice }),
        transfer: (...more) => buffers.push(...more),
      });
      send({ kind: 'answer', call: call.call, output }, buffers);
    } catch (error) {
      send({ kind: 'error', call: call.call, error: flattenError(error) });
    } finally {
      running.delete(call.call);
    }
  };

  port.on('message', (message: Call) => {
    if (message.kind === 'call') void answer(message);
    else if (message.kind === 'abort') running.get(message.call)?.abort();
    else void Promise.resolve(onClose()).finally(() => port.close());
  });
}

/** Sends a notice to the thread's owner from outside any call. */
export function notifyOwner(notice: unknown): void {
  parentPort?.postMessage({ kind: 'notice', notice } satisfies Answer);
}
