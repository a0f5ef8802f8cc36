import type { Notice } from '../../src-shared/api/index.ts';
import { listeners } from './listeners.ts';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

/** After a gap anything may have changed. */
const EVERYTHING: readonly Notice[] = [{ topic: 'system' }, { topic: 'datasets' }, { topic: 'runs' }, { topic: 'drafts' }];

/** Listens at a WebSocket for as long as the page lives; comes back by itself after the server was away. */
export function followNotices(url: string): {
  onNotice(listener: (notice: Notice) => void): () => void;
  onConnection(listener: (connected: boolean) => void): () => void;
} {
  const notices = listeners<Notice>();
  const connection = listeners<boolean>();
  let connected = true;
  let waitMs = FIRST_WAIT_MS;

  const become = (now: boolean): void => {
    if (now === connected) return;
    connected = now;
    connection.tell(now);
    if (now) EVERYTHING.forEach(notices.tell);
  };
  const open = (): void => {
    const socket = new WebSocket(url);
    socket.onopen = () => {
      waitMs = FIRST_WAIT_MS;
      become(true);
    };
    socket.onmessage = (message: MessageEvent<string>) => notices.tell(JSON.parse(message.data) as Notice);
    socket.onclose = () => {
      become(false);
      setTimeout(open, waitMs);
      waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
    };
  };
  open();
  return {
    onNotice: notices.add,
    onConnection: (listener) => {
      listener(connected);
      return connection.add(listener);
    },
  };
}
