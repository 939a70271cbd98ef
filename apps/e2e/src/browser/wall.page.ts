import type { Page } from 'playwright-core';

export interface WallPage {
  /** The number that the wall shows under this name. */
  figure(name: string): Promise<number>;
  /**
   * Takes a step elsewhere and waits until the wall shows the change, without anybody touching it.
   * @returns what the step answered
   */
  moves<T>(name: string, change: number, step: () => Promise<T>): Promise<T>;
  /** Milliseconds from the end of each step to the moment the wall showed it. */
  readonly times: ReadonlyMap<string, number>;
  alerts(): Promise<string[]>;
  /** How many beds of a facility the bed board shows as taken. */
  bedsTaken(facility: string): Promise<number>;
  /** Full screen by turns: which panel is shown after each of these keys. */
  turnBy(keys: readonly string[]): Promise<string[]>;
}

const patience = 15_000;

/** The command centre's wall, open in a tab of its own. */
export async function wallOf(page: Page): Promise<WallPage> {
  const times = new Map<string, number>();
  const figure = async (name: string) => readNumber(await page.locator(selectorOf(name)).innerText());
  await page.waitForFunction((selector) => /\d/.test(document.querySelector(selector)?.textContent ?? ''), selectorOf('people'), { timeout: patience });
  return {
    figure,
    times,
    alerts: () => page.locator('.alert-line').allInnerTexts(),
    bedsTaken: (facility) => page.locator(`[data-facility="${facility}"] .bed-cells .is-taken`).count(),
    async turnBy(keys) {
      await page.getByRole('button', { name: '全屏轮播' }).click();
      const shown: string[] = [];
      for (const key of keys) {
        await page.keyboard.press(key);
        shown.push((await page.locator('.wall-panel:not(.is-away)').getAttribute('class'))!.split(' ').find((name) => name.startsWith('panel-'))!);
      }
      await page.keyboard.press('Escape');
      return shown;
    },
    async moves(name, change, step) {
      const expected = (await figure(name)) + change;
      const done = await step();
      const began = performance.now();
      await page.waitForFunction(
        ([selector, wanted]) => Number((/[\d,]+/.exec(document.querySelector(selector)?.textContent ?? '')?.[0] ?? '').replaceAll(',', '')) === wanted,
        [selectorOf(name), expected] as const, { timeout: patience, polling: 20 });
      times.set(`${name} ${change > 0 ? '+' : ''}${change}`, performance.now() - began);
      return done;
    },
  };
}

/** Figures that stand in the small line below another. */
const below: Record<string, string> = { sweepReached: 'coverage', donationCount: 'donations' };

function selectorOf(figure: string): string {
  return below[figure] ? `.big-number:has([data-figure="${below[figure]}"]) .big-note` : `[data-figure="${figure}"]`;
}

/** The first number of a text such as `114 / 1,232 户`. */
function readNumber(text: string): number {
  return Number((/[\d,]+/.exec(text)?.[0] ?? '').replaceAll(',', ''));
}
