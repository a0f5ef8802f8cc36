import type { Answer } from '../../src-shared/api/answer.ts';
import type { Bridge } from '../../src-shared/api/bridge.ts';
import { HTTP_PATHS } from '../../src-shared/api/http.ts';
import { imagePath } from '../../src-shared/api/images.ts';
import { restoreError } from '../../src-shared/lib/bad-input.ts';
import { plain } from './plain.ts';
import type { Backend } from './backend.ts';
import { buildApi } from './build-api.ts';

/** The window's host, by what its preload script has put on the page. */
export function electronBackend(bridge: Bridge): Backend {
  const methods = bridge.api as unknown as Record<string, Record<string, (argument?: unknown) => Promise<Answer>>>;
  return {
    api: buildApi(async (name, argument) => {
      const [noun = '', verb = ''] = name.split('.');
      const method = methods[noun]?.[verb];
      if (!method) throw new Error(`expected the window to know ${name}: it is older than the page`);
      const answer = await method(plain(argument) ?? undefined);
      if (!answer.ok) throw restoreError(answer.error);
      return answer.value;
    }),
    onNotice: (listener) => bridge.onNotice(listener),
    onConnection: (listener) => {
      listener('there');
      return () => undefined;
    },
    onNavigate: (listener) => bridge.onNavigate(listener),
    imageUrl: (ref) => `${HTTP_PATHS.data}${imagePath(ref)}`,
  };
}
