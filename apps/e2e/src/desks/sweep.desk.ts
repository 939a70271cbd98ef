import type { Page } from 'playwright-core';
import { community, street } from '../walk/scene.ts';
import type { DeskScene, DeskWalk } from './scene.ts';

const round = '第一轮地毯式排查';

/** P3, P4: a street asks, opens, signs; a squad corrects a door on its phone; what stood above falls, and two squads' contradiction is decided. */
export const sweepDesk: DeskWalk = {
  tells: 'a street opens a round with questions and signs a grid; a correction on the phone voids it and says so; a contradiction is decided',
  async walk(scene) {
    const page = await scene.desk.open('street', 'dashboard', 'sweeps');
    await askAndOpen(page);
    await signFirstGrid(page);
    await correctOnPhone(scene);
    await seeWhatFell(page);
    await decideConflict(page);
    await page.close();
  },
};

async function askAndOpen(page: Page): Promise<void> {
  const name = `返乡人员 ${Date.now()}`;
  await page.getByRole('tab', { name: '目标人群' }).click();
  await page.getByRole('button', { name: '新建目标人群' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('人群名称').fill(name);
  await form.getByRole('button', { name: '保存为新版本' }).click();
  await form.getByText('请填写').first().waitFor();
  await form.getByLabel('编号').fill('fever');
  await form.getByLabel('中文题目').fill('是否发热');
  await form.getByLabel('英文题目').fill('Fever?');
  await form.getByRole('button', { name: '保存为新版本' }).click();
  await page.getByText('已保存，第 1 版').waitFor();
  await page.getByRole('tab', { name: '轮次' }).click();
  await page.getByRole('button', { name: '开启一轮排查' }).first().click();
  await page.getByLabel('名称').fill(`复查 ${name}`);
  await page.getByLabel('目标人群').click();
  await page.getByTitle(`${name} · 第 1 版`).click();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').getByRole('button', { name: '开启一轮排查' }).click();
  await page.getByRole('link', { name: `复查 ${name}` }).waitFor();
}

async function signFirstGrid(page: Page): Promise<void> {
  await page.getByRole('link', { name: round, exact: true }).click();
  const row = page.getByRole('row').filter({ hasText: '待街道签字' }).first();
  await row.getByRole('button', { name: /核对与签字/ }).click();
  const file = page.getByRole('dialog');
  await file.getByText('快照完好').waitFor();
  await file.getByText('与当前数据一致').waitFor();
  await file.getByRole('button', { name: '退回' }).click();
  const back = page.getByRole('dialog').filter({ hasText: '退回给社区' });
  await back.getByRole('button', { name: '退回' }).click();
  await back.getByText('请填写').waitFor();
  await back.getByRole('button', { name: 'Close' }).or(back.getByRole('button', { name: '关闭' })).first().click();
  await file.getByRole('button', { name: '以街道签字' }).click();
  await page.locator('.ant-popconfirm-buttons .ant-btn-primary').click();
  await page.getByText('三级已签').first().waitFor();
}

/** The squad changes what it found at the first door of the signed grid. */
async function correctOnPhone({ desk, house }: DeskScene): Promise<void> {
  const signed = await house.call<{ sweepRounds: { id: string; name: string }[] }>('street', `query Rounds($area: ID!) { sweepRounds(areaCode: $area) { id name } }`, { area: street });
  const { id } = signed.sweepRounds.find((one) => one.name === round)!;
  const phone = await desk.open('grid', 'field', `sweep/${id}/${community}`);
  await phone.getByRole('radio', { name: /^全部/ }).click();
  await phone.locator('.door.VISITED').first().click();
  await phone.getByRole('radio', { name: '已搬走' }).click();
  await phone.getByRole('button', { name: '保存', exact: true }).click();
  // On the list first, so that the count that follows is the one after it.
  await phone.locator('.door.MOVED_AWAY').first().waitFor();
  await phone.locator('[data-unsent="0"]').waitFor();
  await phone.close();
}

async function seeWhatFell(page: Page): Promise<void> {
  await page.getByText('签字失效').first().waitFor();
  await page.goto(new URL('/dashboard/sweeps?tab=voids', page.url()).href);
  const row = page.getByRole('row').filter({ hasText: '上门结果更正' }).first();
  await row.getByText(/ → /).waitFor();
  await row.getByText('街道').first().waitFor();
}

async function decideConflict(page: Page): Promise<void> {
  await page.getByRole('tab', { name: /记录矛盾/ }).click();
  await page.getByRole('row').filter({ hasText: '上门' }).first().getByRole('button', { name: '处理' }).click();
  const decision = page.getByRole('dialog');
  await decision.getByRole('radio').nth(1).check();
  await decision.getByRole('button', { name: '处理' }).click();
  await page.getByText('已处理').first().waitFor();
}
