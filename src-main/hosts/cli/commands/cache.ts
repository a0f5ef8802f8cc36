import { bytesInWords } from '../../../../src-shared/lib/size-words.ts';
import type { Context } from '../context.ts';
import { withServices } from '../context.ts';
import { EXIT } from '../io.ts';
import type { ExitCode } from '../io.ts';

/** Tells what prepared images take on disk, and with `wipe` removes them. */
export async function cache(context: Context, { wipe }: { readonly wipe: boolean }): Promise<ExitCode> {
  return withServices(context, async ({ api }) => {
    const size = wipe ? await api.system.wipeCache() : await api.system.cache();
    const what = `${size.files} prepared images, ${bytesInWords(size.bytes)}`;
    context.io.answer({ ...size, wiped: wipe }, wipe ? `removed ${what} from ${size.folder}` : `${what} in ${size.folder}`);
    return EXIT.done;
  });
}
