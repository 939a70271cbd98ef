import type { Page } from 'playwright-core';
import { community } from '../walk/scene.ts';
import type { DeskScene, DeskWalk } from './scene.ts';

interface Found { households: { edges: { node: { address: string } }[] } }

/** P6: a utility's file in whatever columns flags a vacant door that consumes; what the squad found is recorded beside the rule. */
export const readingDesk: DeskWalk = {
  tells: 'the district imports a utility\'s readings: a vacant door that consumes is flagged with its rule, and the community settles it',
  async walk(scene) {
    const { households } = await scene.house.call<Found>('register', `query Empty($area: ID!) { households(areaCode: $area, occupancy: VACANT, first: 2) { edges { node { address } } } }`, { area: community });
    const address = households.edges[1]!.node.address;
    await importReadings(scene, address);
    const page = await scene.desk.open('community', 'dashboard', 'readings/flags');
    const row = page.getByRole('row').filter({ hasText: address }).filter({ hasText: '燃气' }).or(page.getByRole('row').filter({ hasText: address }).filter({ hasText: '用气' })).first();
    await row.getByText('用气 88').waitFor();
    await row.getByRole('button', { name: '处理' }).click();
    await settle(page, '漏水漏电漏气');
    await row.waitFor({ state: 'detached' });
    await page.close();
  },
};

async function importReadings({ desk }: DeskScene, address: string): Promise<void> {
  const page = await desk.open('register', 'dashboard', 'readings/import');
  const meter = `G${Date.now()}`;
  const csv = ['燃气公司抄表', '燃气表号,用气地址,抄表月份,用气量', `${meter},${address},2022-10,88`, `${meter}9,没有这个小区1-1,2022-10,5`].join('\r\n');
  await page.locator('input[type=file]').setInputFiles({ name: 'gas.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await page.getByLabel('来源名称').fill(`燃气公司 ${meter}`);
  await page.getByLabel('类别').click();
  await page.locator('.ant-select-dropdown:visible').getByText('燃气', { exact: true }).click();
  await page.getByRole('button', { name: '开始导入' }).click();
  await page.getByText('1 行未能收下，已列出原因').waitFor();
  await page.getByText('找不到这一户').waitFor();
  await page.close();
}

async function settle(page: Page, outcome: string): Promise<void> {
  await page.getByText(outcome, { exact: true }).click();
  await page.getByLabel('说明').fill('总阀未关');
  await page.getByRole('button', { name: '办结', exact: true }).click();
  await page.getByRole('tooltip').getByRole('button', { name: '确 定' }).or(page.locator('.ant-popconfirm').getByRole('button').last()).first().click();
}
