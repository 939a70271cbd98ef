import { eventually } from '@lianfang/testing/wait';
import type { Page } from 'playwright-core';
import { community } from '../walk/scene.ts';
import type { DeskScene, DeskWalk } from './scene.ts';

/** P2: two entries of one person are compared, merged, and made two again; an agency's form is picked and nothing typed. */
export const registerDesk: DeskWalk = {
  tells: 'the clerk compares two entries side by side, merges them, takes the merge back, and picks the form of an agency',
  async walk(scene) {
    const page = await scene.desk.open('community', 'dashboard', 'ledgers/duplicates');
    await merge(page);
    await undo(page);
    await pickForm(page);
    await page.close();
  },
};

async function merge(page: Page): Promise<void> {
  await page.getByRole('button', { name: '比对' }).first().click();
  const compared = page.getByRole('dialog');
  await compared.getByLabel('保留这一条').last().check();
  await compared.getByLabel('理由').fill('同一人登记两次');
  await compared.getByRole('button', { name: '合并为一人' }).click();
  await page.locator('.ant-popconfirm').getByRole('button', { name: '合并为一人' }).click();
  await page.getByText('已合并').first().waitFor();
}

async function undo(page: Page): Promise<void> {
  await page.getByRole('tab', { name: '合并记录' }).click();
  await page.getByRole('button', { name: '撤销合并' }).first().click();
  const asked = page.getByRole('dialog');
  await asked.getByRole('button', { name: '撤销合并' }).click();
  await asked.getByText('请填写').waitFor();
  await asked.getByLabel('理由').fill('是两个人');
  await asked.getByRole('button', { name: '撤销合并' }).click();
  await page.getByText('是两个人').first().waitFor();
}

async function pickForm(page: Page): Promise<void> {
  await page.getByRole('tab', { name: '报表模板' }).click();
  const form = page.getByRole('row').filter({ hasText: '居住人员登记表' });
  const [file] = await Promise.all([page.waitForEvent('download'), form.getByRole('button', { name: '导出 .xlsx' }).click()]);
  if (!file.suggestedFilename().startsWith('公安分局-居住人员登记表')) throw new Error(`another file came: ${file.suggestedFilename()}`);
  await form.getByRole('button', { name: '选用' }).click();
  await page.getByRole('columnheader', { name: '公民身份号码' }).waitFor();
}

/** P1: a compound is moved to another grid, and its history tells that; moved back, that too. */
export const gridDesk: DeskWalk = {
  tells: 'the street moves a compound to another grid and back, and the history tells both',
  async walk({ desk, house }: DeskScene) {
    const { area } = await house.call<{ area: { children: { name: string }[]; compounds: { name: string; grid: { name: string } }[] } }>('street', `query Grids($area: ID!) {
      area(code: $area) { children { name } compounds { name grid { name } } } }`, { area: community });
    const compound = area.compounds[0]!;
    const other = area.children.find(({ name }) => name !== compound.grid.name)!;
    const page = await desk.open('street', 'dashboard', `grids?area=${community}`);
    const row = page.getByRole('row').filter({ hasText: compound.name });
    await row.getByRole('button', { name: '调整网格' }).click();
    await moveTo(page, other.name);
    await row.filter({ hasText: other.name }).getByRole('button', { name: '历史' }).click();
    await page.getByRole('dialog').getByText('网格重划').first().waitFor();
    await page.getByRole('button', { name: /^调回/ }).first().click();
    await moveTo(page, null);
    await row.filter({ hasText: compound.grid.name }).waitFor();
    await page.close();
  },
};

async function moveTo(page: Page, grid: string | null): Promise<void> {
  const asked = page.getByRole('dialog');
  // A list that opens while the dialog still moves takes no click: what counts is what the field shows afterwards.
  if (grid) {
    await eventually(async () => {
      await asked.getByLabel('调整到', { exact: true }).click({ timeout: 2_000 });
      await asked.getByLabel('调整到', { exact: true }).fill(grid, { timeout: 2_000 });
      await page.locator('.ant-select-tree-title', { hasText: grid }).first().click({ timeout: 3_000 });
      await asked.locator('.ant-select').filter({ hasText: grid }).first().waitFor({ timeout: 2_000 });
    }, { within: 30_000 });
  }
  await asked.getByLabel('理由').fill('网格重划');
  await asked.getByRole('button', { name: '调整网格' }).click();
  await page.locator('.ant-popconfirm').getByRole('button', { name: '调整网格' }).click();
  await page.getByText('已调整').first().waitFor({ timeout: 60_000 });
}
