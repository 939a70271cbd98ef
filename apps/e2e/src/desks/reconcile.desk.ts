import type { Page } from 'playwright-core';
import { community } from '../walk/scene.ts';
import type { DeskScene, DeskWalk } from './scene.ts';

interface Registered { name: string; idNumber: string | null; phone: string | null; birthDate: string | null }

/** P5: a list in whatever columns is read and compared; what nobody can tell is decided by a person. */
export const reconcileDesk: DeskWalk = {
  tells: 'the district compares a railway list with the register: each row ends in one place, and what was found at the door is recorded',
  async walk(scene) {
    const page = await scene.desk.open('register', 'dashboard', 'reconciliation/import');
    const name = `铁路到站名单 ${Date.now()}`;
    await importList(page, name, await listOf(scene));
    await page.getByRole('button', { name: '查看名单' }).click();
    const row = page.getByRole('row').filter({ hasText: '吴远方' });
    await row.filter({ hasText: '台账缺失' }).getByRole('button', { name: '处理' }).click();
    await page.getByText('已搬离').click();
    await page.getByRole('button', { name: '记录', exact: true }).click();
    await page.getByText('已保存').waitFor();
    await page.keyboard.press('Escape');
    await row.filter({ hasText: '已搬离' }).waitFor();
    await page.close();
  },
};

async function importList(page: Page, name: string, csv: string): Promise<void> {
  await page.locator('input[type=file]').setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await page.getByLabel('来源名称').fill(name);
  await page.getByRole('button', { name: '开始比对' }).click();
}

/** Twenty residents as a railway would know them, and two whom nobody knows. */
async function listOf({ house }: DeskScene): Promise<string> {
  const { people } = await house.call<{ people: { edges: { node: Registered }[] } }>('register', `query Listed($area: ID!) {
    people(areaCode: $area, first: 20) { edges { node { name idNumber phone birthDate } } }
  }`, { area: community });
  const known = people.edges.map(({ node: { name, idNumber, phone, birthDate } }, at) =>
    at % 5 === 0 ? [name, '', phone, birthDate, '文化巷'] : [name, idNumber, phone, '', '文化巷社区']);
  const rows = [...known, ['周不在', '', '13911112222', '1990-01-01', '文化巷'], ['吴远方', '', '13911113333', '1970-05-05', '广场']];
  return `\uFEFF${['旅客姓名,证件号码,联系手机,出生日期,居住社区', ...rows.map((row) => row.map((cell) => cell ?? '').join(','))].join('\r\n')}`;
}
