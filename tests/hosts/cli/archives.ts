import type { IndexReport } from '../../../src-main/hosts/cli/commands/index-folder.ts';
import { realData } from '../../helpers/real-data.ts';
import type { RealData } from '../../helpers/real-data.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { delira, documentOf } from './command-line.ts';

/** What `delira index` says of an archive of real images, left to find the layout by itself: as JSON and in words. */
export async function indexArchive(name: RealData): Promise<{ readonly report: IndexReport; readonly words: string }> {
  const data = temporaryFolder();
  const folder = realData(name) ?? '';
  const report = documentOf<IndexReport>(await delira(['index', folder, '--json'], { data }));
  const { code, out, err } = await delira(['index', folder], { data });
  if (code !== 0) throw new Error(`expected words, but found exit code ${code}: ${err}`);
  return { report, words: out };
}
