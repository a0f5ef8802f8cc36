import type { StudySummary } from '../../../src-shared/domain/study.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import type { Services } from '../../services/contract.ts';

const PAGE = 1000;

/**
 * The k-fold or repeat that a word on the command line means; null if it means none.
 *
 * @throws BadInput if it means several.
 */
export async function findStudy({ api }: Pick<Services, 'api'>, word: string): Promise<StudySummary | null> {
  const found: StudySummary[] = [];
  for (let offset = 0, total = 1; offset < total; offset += PAGE) {
    const page = await api.studies.list({ offset, limit: PAGE });
    found.push(...page.rows.filter(({ id, name }) => id === word || name === word));
    total = page.total;
  }
  if (found.length <= 1) return found[0] ?? null;
  throw new BadInput(`expected one k-fold or repeat, but ${found.length} are called ${JSON.stringify(word)}: ${found.map(({ id }) => id).join(', ')}`, { help: 'Name one by its id.' });
}
