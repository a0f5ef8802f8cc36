import { ipcMain } from 'electron';
import type { IpcMainInvokeEvent, WebContents } from 'electron';
import type { Answer } from '../../../src-shared/api/answer.ts';
import { METHOD_NAMES } from '../../../src-shared/api/index.ts';
import type { Api, Notice } from '../../../src-shared/api/index.ts';
import { flattenError } from '../../../src-shared/lib/bad-input.ts';
import { callApi } from '../call-api.ts';
import { isOurs } from './address.ts';
import { NAVIGATE, NOTICE } from './channels.ts';

/**
 * Answers the calls of our window's page.
 *
 * @param window the contents of the window that is open, null where none is.
 */
export function answerCalls(api: Api, window: () => WebContents | null): void {
  for (const name of METHOD_NAMES) {
    ipcMain.handle(name, (event, argument: unknown) => {
      refuseStrangers(event, window());
      return answer(api, name, argument);
    });
  }
}

/** Only the page itself may ask: no frame within it, nothing that came to be loaded in its place, no other window. */
function refuseStrangers({ sender, senderFrame }: IpcMainInvokeEvent, window: WebContents | null): void {
  const ours = window !== null && sender === window && senderFrame !== null && senderFrame.parent === null && isOurs(senderFrame.url);
  if (!ours) throw new Error(`expected a call of the app's own page, but ${senderFrame === null ? 'a frame that is gone' : senderFrame.url} asked`);
}

async function answer(api: Api, name: string, argument: unknown): Promise<Answer> {
  try {
    return { ok: true, value: await callApi(api, name, argument) };
  } catch (error) {
    return { ok: false, error: flattenError(error) };
  }
}

export function sendNotice(window: WebContents, notice: Notice): void {
  window.send(NOTICE, notice);
}

/** Asks the page to show one of its screens. */
export function sendNavigate(window: WebContents, address: string): void {
  window.send(NAVIGATE, address);
}
