import { eventually } from '@lianfang/testing/wait';
import type { Page } from 'playwright-core';
import { community } from '../walk/scene.ts';
import type { DeskScene, DeskWalk } from './scene.ts';

interface Neighbour { name: string; household: { id: string } | null }

/** P10: a case is registered, its household traced by rule, a change recorded and corrected; the chain is drawn and the sums agree. */
export const caseDesk: DeskWalk = {
  tells: 'the commission registers a case and traces its household by rule; a follow-up is answered from the keyboard, the chain is drawn, the bulletin agrees',
  async walk(scene) {
    const name = await somebodyWithFamily(scene);
    const page = await scene.desk.open('health', 'dashboard', 'cases/list');
    const number = await register(page, name);
    await page.getByRole('link', { name: number }).click();
    await traceHousehold(page);
    await recordAndCorrect(page);
    await answerOne(page);
    await page.getByRole('tab', { name: '传播链' }).click();
    await page.locator('[data-chain] canvas').waitFor();
    await page.getByRole('table', { name: '传播链列表' }).getByText(number.split('-').at(-1)!).waitFor();
    await page.getByRole('tab', { name: '疫情通报' }).click();
    await page.getByText('各项合计一致').waitFor();
    await page.close();
  },
};

async function register(page: Page, name: string): Promise<string> {
  await page.getByRole('button', { name: '登记病例' }).first().click();
  const form = page.locator('.ant-drawer');
  // Sent as it is, the form says what is missing and sends nothing.
  await form.getByRole('button', { name: '登记病例' }).click();
  await form.getByText('请选择分类。').waitFor();
  // A list that is asked for anew while it is clicked chooses nobody.
  await eventually(async () => {
    await form.getByRole('combobox').fill(name);
    await page.locator('.ant-select-item-option').filter({ hasText: name }).first().click({ timeout: 5_000 });
    await form.locator('.ant-select').filter({ hasText: name }).waitFor({ timeout: 1_000 });
  }, { within: 30_000 });
  await form.getByText('确诊', { exact: true }).click();
  await form.getByText('本地', { exact: true }).click();
  await form.getByText('普通型', { exact: true }).click();
  await form.getByRole('button', { name: '登记病例' }).click();
  const told = await page.getByText(/已登记病例 \d{6}-\d{4}-\d{4}/).textContent();
  return /\d{6}-\d{4}-\d{4}/.exec(told!)![0];
}

async function traceHousehold(page: Page): Promise<void> {
  await page.getByRole('button', { name: '按规则追踪' }).click();
  await page.getByText(/按此规则找到 \d+ 人/).waitFor();
  await page.getByRole('button', { name: '全部登记为接触者' }).click();
  await page.locator('.ant-popconfirm').getByRole('button', { name: '登记为接触者' }).click();
  await page.getByText(/新增 \d+ 人/).first().waitFor();
  await page.getByRole('row').filter({ hasText: '密接' }).first().waitFor();
}

async function recordAndCorrect(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: '取值' }).click();
  await page.locator('.ant-select-dropdown:visible').getByText('危重型').click();
  await page.getByRole('button', { name: '登记变化' }).click();
  const wrong = page.locator('[data-fact=SEVERITY]').filter({ hasText: '危重型' });
  await wrong.getByRole('button', { name: '更正' }).click();
  await page.getByRole('dialog').getByText('只撤销，不填新值').click();
  await page.getByRole('dialog').getByLabel('依据或理由').fill('录入有误');
  await page.getByRole('dialog').getByRole('button', { name: '更正' }).click();
  await wrong.filter({ hasText: '已更正' }).waitFor();
}

/** What is overdue in the demo is answered: a number and Enter, and the cursor goes on. */
async function answerOne(page: Page): Promise<void> {
  await page.goto(page.url().replace(/cases\/.*$/, 'cases/follow-ups'));
  await page.locator('.ant-segmented').getByText('超期').click();
  const first = page.getByPlaceholder('36.5 后回车').first();
  await first.fill('98');
  await first.press('Enter');
  await page.getByText('体温应在 30 至 45 ℃ 之间').waitFor();
  await first.fill('36.6');
  await first.press('Enter');
  await page.locator('.ant-tag-green', { hasText: '36.6' }).waitFor();
}

/** Somebody who lives with others, none of whom is a case yet, and whose name nobody shares. */
async function somebodyWithFamily({ house }: DeskScene): Promise<string> {
  const { people, cases } = await house.call<{ people: { edges: { node: Neighbour }[] }; cases: { edges: { node: { person: { name: string } } }[] } }>('health', `query Families($area: ID!) {
    people(areaCode: $area, first: 100) { edges { node { name household { id } } } }
    cases(areaCode: $area, first: 100) { edges { node { person { name } } } }
  }`, { area: `${community.slice(0, 9)}003` });
  const all = people.edges.map(({ node }) => node);
  const ill = new Set(cases.edges.map(({ node }) => node.person.name));
  const found = all.find(({ name, household }) => {
    const family = all.filter((other) => other.household?.id === household?.id);
    return household && family.length > 1 && !family.some((one) => ill.has(one.name)) && all.filter((other) => other.name === name).length === 1;
  });
  return found!.name;
}
