import type { Page } from 'playwright-core';
import type { DeskScene } from './scene.ts';

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
