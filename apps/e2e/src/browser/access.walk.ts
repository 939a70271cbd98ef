import { eventually } from '@lianfang/testing/wait';
import type { House } from '@lianfang/testing/house';
import type { Page } from 'playwright-core';
import type { Desk } from './browser.ts';

/** A street whose clerks the demo's street clerk is not one of. */
const neighbours = { code: '410811002' };

/** A button that is not one's own says whose it is; so does what the server refuses. */
export async function refusedSaysWhoCan(desk: Desk, personId: string): Promise<void> {
  const page = await desk.open('community', 'dashboard', `persons/${personId}`);
  const assign = page.getByRole('button', { name: '赋码' });
  await assign.waitFor();
  expect(await assign.isDisabled()).toBe(true);
  await assign.hover({ force: true });
  await page.getByRole('tooltip').filter({ hasText: '卫健委' }).waitFor();
  const closed = await desk.open('community', 'dashboard', 'approvals/codes');
  await closed.getByText('使用者：卫健委').waitFor();
}

/** The second officer approves what the first proposed; the first may not. */
export async function approveProposal(desk: Desk): Promise<void> {
  const own = await desk.open('health', 'dashboard', 'approvals/codes?area=410811');
  await own.getByText('您提出的，须由他人审批').first().waitFor();
  expect(await own.getByRole('button', { name: '批准' }).count()).toBe(0);
  const page = await desk.open('health2', 'dashboard', 'approvals/codes?area=410811');
  const row = page.getByRole('row').filter({ hasText: '密切接触者' });
  await row.getByRole('button', { name: '批准' }).click();
  await page.locator('.ant-popconfirm').getByRole('button', { name: '批准' }).click();
  await page.getByText(/已批准：\d+ 人生效/).waitFor();
}

/** A street clerk breaks the glass of the next street: the masked name becomes real, and the person's page tells of it. */
export async function breakGlass(house: House, desk: Desk): Promise<void> {
  const stranger = await strangerOf(house);
  expect((await house.refused('street', peopleOf, { area: neighbours.code })).code).toBe('AREA_NOT_YOURS');
  const page = await desk.open('street', 'dashboard', 'glass');
  await page.getByRole('button', { name: '发起越权查看' }).first().click();
  const dialog = page.getByRole('dialog');
  await chooseArea(page, dialog.getByRole('combobox'), stranger.street);
  await dialog.getByLabel('理由').fill('走查：确诊病例密接流调，协查函 2022-31 号');
  await dialog.getByRole('button', { name: '发起越权查看' }).click();
  await page.getByText(/越权查看中/).waitFor({ timeout: 60_000 });
  const person = await desk.open('street', 'dashboard', `persons/${stranger.id}`);
  await person.getByRole('heading', { name: stranger.name }).waitFor();
  await seenOnPage(desk, stranger.id);
}

const peopleOf = `query Strangers($area: ID!) { people(areaCode: $area, first: 1) { edges { node { id name } } } }`;

async function strangerOf(house: House): Promise<{ id: string; name: string; street: string }> {
  const { people } = await house.call<{ people: { edges: { node: { id: string; name: string } }[] } }>('register', peopleOf, { area: neighbours.code });
  const { area } = await house.call<{ area: { name: string } }>('register', `query Street($area: ID!) { area(code: $area) { name } }`, { area: neighbours.code });
  return { ...people.edges[0]!.node, street: area.name };
}

async function chooseArea(page: Page, box: ReturnType<Page['getByRole']>, name: string): Promise<void> {
  await box.click();
  await page.locator('.ant-select-tree-title', { hasText: name }).first().click();
}

async function seenOnPage(desk: Desk, personId: string): Promise<void> {
  await eventually(async () => {
    const page = await desk.open('register', 'dashboard', `persons/${personId}`);
    await page.getByRole('row').filter({ hasText: '越权查看' }).first().waitFor({ timeout: 10_000 });
    await page.close();
  }, { within: 60_000 });
}
