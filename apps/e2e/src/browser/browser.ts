import type { House } from '@lianfang/testing/house';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

export interface Desk {
  /** A page of the dashboard or the field app, logged in as that user. */
  open(user: string, app: 'dashboard' | 'field', path: string): Promise<Page>;
  /** What went wrong in any page so far: uncaught errors, and calls to origins that are not ours. */
  troubles(): string[];
  close(): Promise<void>;
}

/** Where Debian, Ubuntu and others put it; LIANFANG_CHROMIUM names another. */
const executable = process.env.LIANFANG_CHROMIUM || '/usr/bin/chromium';

/** Headless Chromium. Every user has a context of their own, as if on a machine of their own. */
export async function openBrowser(house: House): Promise<Desk> {
  const browser = await chromium.launch({ executablePath: executable, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  const contexts = new Map<string, Promise<BrowserContext>>();
  const troubles: string[] = [];
  const contextOf = (user: string, app: string) => {
    const name = `${user} ${app}`;
    if (!contexts.has(name)) contexts.set(name, newContext(browser, house, app === 'field', troubles));
    return contexts.get(name)!;
  };
  return {
    troubles: () => troubles,
    async open(user, app, path) {
      const page = await (await contextOf(user, app)).newPage();
      page.on('pageerror', (error) => troubles.push(`${user} at ${path}: ${error.message}`));
      await page.goto(`${house.started.pages[app]}${path}#token=${house.token(user)}`);
      return page;
    },
    close: () => browser.close(),
  };
}

async function newContext(browser: Browser, house: House, isPhone: boolean, troubles: string[]): Promise<BrowserContext> {
  const context = await browser.newContext({
    locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport: isPhone ? { width: 390, height: 844 } : { width: 1440, height: 900 }, hasTouch: isPhone,
  });
  context.setDefaultTimeout(20_000);
  const ours = new Set([house.started.pages.dashboard, house.started.pages.identity].map((url) => new URL(url).host));
  context.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (/^(https?|wss?):$/.test(protocol) && !ours.has(host)) troubles.push(`a page asked ${host} for ${request.url()}`);
  });
  return context;
}
