import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** A rule that is broken in a way that keeps someone from using the page, and by which elements. */
export interface Flaw {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe finds serious or critical, of all rules or of some. */
export async function seriousFlaws(page: Page, rules: readonly string[] = []): Promise<readonly Flaw[]> {
  // What holds is counted but not described: that takes most of the time.
  const options = { resultTypes: ['violations' as const], ...(rules.length > 0 && { runOnly: { type: 'rule' as const, values: [...rules] } }) };
  // Without frames of other origins, axe needs no second page to put its answers together.
  const { violations } = await new AxeBuilder({ page }).options(options).setLegacyMode().analyze();
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
}
