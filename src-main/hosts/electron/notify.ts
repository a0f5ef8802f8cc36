import { Notification } from 'electron';

/** Those on show: what nobody holds is collected, and its click with it. */
const shown = new Set<Notification>();

export interface Words {
  readonly title: string;
  readonly body: string;
}

/** Tells the user by way of the system, where it can. */
export function notify(words: Words, onClick: () => void): void {
  if (!Notification.isSupported()) return;
  const notification = new Notification({ title: words.title, body: words.body });
  shown.add(notification);
  notification.on('click', onClick);
  notification.on('close', () => shown.delete(notification));
  notification.show();
}
