import { eventually } from '@lianfang/testing/wait';
import type { Page } from 'playwright-core';

/**
 * Picks from an antd select by its label. Only its own list counts, for that of another may still be fading out; and it is
 * opened again when a dialog that has just come up took the focus and closed it.
 */
export async function choose(page: Page, label: string, option: string | RegExp): Promise<void> {
  const box = page.getByLabel(label, { exact: true }).last();
  const opened = box.and(page.locator('[aria-expanded="true"]'));
  await eventually(async () => {
    if (await opened.count() === 0) await box.click();
    const list = await opened.getAttribute('aria-controls', { timeout: 1_000 });
    await page.locator('.ant-select-dropdown', { has: page.locator(`[id="${list}"]`) }).locator('.ant-select-item-option').filter({ hasText: option }).first().click({ timeout: 5_000 });
    await opened.waitFor({ state: 'detached', timeout: 1_000 });
  }, { within: 30_000 });
}
