import { eventually } from '@lianfang/testing/wait';
import type { Page } from 'playwright-core';
import type { DeskScene } from './scene.ts';

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

/** A phone of nobody: no login, nothing kept from before. */
export async function strangersPhone({ house, desk }: DeskScene, path: string): Promise<Page> {
  const page = await desk.open('resident', 'field', '');
  const phone = await page.context().browser()!.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport: { width: 390, height: 844 }, hasTouch: true });
  await page.close();
  phone.setDefaultTimeout(20_000);
  const opened = await phone.newPage();
  await opened.goto(new URL(path, house.started.pages.field).href);
  return opened;
}
