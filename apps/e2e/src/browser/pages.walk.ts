import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkDigitOf } from '@lianfang/contracts/documents';
import type { House } from '@lianfang/testing/house';
import { eventually } from '@lianfang/testing/wait';
import type { Page } from 'playwright-core';
import writeXlsxFile from 'write-excel-file/node';
import { community, newKey, residentsOf } from '../walk/scene.ts';
import type { Desk } from './browser.ts';
import { choose } from './choose.ts';
import { wallOf, type WallPage } from './wall.page.ts';

const facility = '山阳区第一集中隔离点';
const traveller = { name: '走查人', idNumber: idNumberOf('19880808', '001') };

/** The walk as its users see it: each step on the page of the one who takes it, all of it on the command centre's wall. */
export async function walkThePages(house: House, desk: Desk, folder: string): Promise<WallPage> {
  const wall = await wallOf(await desk.open('command', 'dashboard', 'wall'));
  await wall.moves('people', 3, async () => importLedger(await desk.open('community', 'dashboard', `ledgers/import?area=${community}`), await writeSmallLedger(folder)));
  await wall.moves('sweepReached', 1, async () => visitDoor(await desk.open('grid', 'field', 'sweep')));
  const pass = await issuePass(house);
  await wall.moves('ordersProposed', 1, async () => declareArrival(await desk.open('guard', 'field', 'arrival')));
  const taken = await wall.bedsTaken(facility);
  await wall.moves('inFacility', 1, async () => confirmOrder(await desk.open('health', 'dashboard', 'isolation/proposed?area=410811')));
  await eventually(async () => expect(await wall.bedsTaken(facility)).toBe(taken + 1));
  await wall.moves('alertsOpen', 1, async () => stopAtTheGate(await desk.open('guard', 'field', 'gate'), pass.code));
  await seePerson(await desk.open('health', 'dashboard', `persons/${pass.personId}`));
  await wall.moves('donationCount', 1, async () => receiveDonation(await desk.open('supply', 'dashboard', 'supplies/donations?area=410811')));
  expect(await wall.turnBy(['ArrowRight', 'ArrowRight', '1', 'ArrowLeft'])).toEqual(['panel-board', 'panel-beds', 'panel-figures', 'panel-history']);
  return wall;
}

/** Three residents, and one row whose ID number is wrong in its last digit. */
async function writeSmallLedger(folder: string): Promise<string> {
  const head = ['小区(院落)', '楼栋', '单元', '房号', '姓名', '身份证号', '联系电话', '与户主关系'];
  const row = (room: string, name: string, idNumber: string, relation: string) => ['文化苑', '99号楼', '1单元', room, name, idNumber, '', relation];
  const sound = idNumberOf('20100101', '005');
  const rows = [
    row('101', traveller.name, traveller.idNumber, '户主'), row('101', '走查子', sound, '子'), row('102', '走查邻', idNumberOf('19600606', '007'), '户主'),
    row('102', '走查错', sound.slice(0, 17) + (sound[17] === '3' ? '4' : '3'), '配偶'),
  ];
  const file = join(folder, '小台账.xlsx');
  writeFileSync(file, await writeXlsxFile([head, ...rows].map((cells) => cells.map((value) => (value ? { value, type: String } : null)))).toBuffer());
  return file;
}

async function importLedger(page: Page, file: string): Promise<void> {
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByRole('heading', { name: /导入结果/ }).waitFor();
  expect(await page.getByRole('region', { name: '导入结果' }).locator('.figures-row').innerText()).toMatch(/新增人员\s*3[^]*退回\s*1/);
  await page.getByText('校验位不符').waitFor();
}

async function visitDoor(page: Page): Promise<void> {
  await page.locator('.round-card').first().click();
  await page.locator('.door.UNTRIED').first().click();
  await page.getByRole('radio', { name: '已见面' }).click();
  await page.getByRole('button', { name: '保存', exact: true }).click();
}

/** A pass is printed before the journey; the resident is the one whom the ledger has just brought in. */
async function issuePass(house: House): Promise<{ code: string; personId: string }> {
  const [resident] = await residentsOf(house, traveller.idNumber);
  const { id: personId, household } = resident!;
  const { issuePass: pass } = await house.call<{ issuePass: { code: string } }>('community', `mutation ($input: IssuePassInput!) { issuePass(input: $input) { code } }`,
    { input: { key: newKey(), householdId: household.id, personId, areaCode: household.area.code } });
  return { code: pass.code, personId };
}

async function declareArrival(page: Page): Promise<void> {
  const option = page.locator('form.arrival select option', { hasText: '高速山阳站卡点' });
  await option.waitFor({ state: 'attached' });
  await page.locator('form.arrival select').selectOption({ label: '高速山阳站卡点' });
  await page.getByLabel('姓名').fill(traveller.name);
  await page.getByLabel('证件号码').fill(traveller.idNumber);
  await page.getByRole('button', { name: '选择城市' }).click();
  await page.getByRole('searchbox', { name: '城市名称或代码' }).fill('武汉');
  await page.getByRole('button', { name: /武汉市/ }).click();
  await page.getByRole('radio', { name: '高风险' }).click();
  await page.getByRole('button', { name: '选择社区' }).click();
  await page.getByRole('searchbox', { name: '街道或社区名称' }).fill('文化巷');
  await page.getByRole('button', { name: /文化巷社区/ }).last().click();
  await page.getByLabel('体温 ℃').fill('36.6');
  await page.getByRole('checkbox', { name: /责任书/ }).click();
  await page.getByRole('button', { name: '本人已阅读，同意签署' }).click();
  await page.locator('form.arrival button[type=submit]').click();
  await page.locator('.saved[data-state="sent"]').waitFor();
}

async function confirmOrder(page: Page): Promise<void> {
  await page.getByRole('row', { name: new RegExp(traveller.name) }).getByRole('button', { name: '确认隔离' }).click();
  const dialog = page.getByRole('dialog');
  await choose(page, '选择隔离点', '山阳区第一集中隔离点');
  await dialog.locator('.bed-picker label').first().click();
  await dialog.getByRole('button', { name: '确认隔离' }).click();
  await page.getByText('隔离令已下达').waitFor();
}

async function stopAtTheGate(page: Page, code: string): Promise<void> {
  await page.getByRole('button', { name: /高速山阳东站卡点/ }).click();
  await page.getByRole('button', { name: '输码' }).click();
  await page.getByLabel('出入证上的代码').fill(code);
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('button', { name: '36.5', exact: true }).click();
  const verdict = page.locator('.verdict[data-verdict]');
  await verdict.waitFor();
  expect([await verdict.getAttribute('data-verdict'), await verdict.getAttribute('data-reason')]).toEqual(['refused', 'UNDER_ISOLATION']);
}

async function seePerson(page: Page): Promise<void> {
  await page.getByText('山阳区第一集中隔离点').first().waitFor();
}

async function receiveDonation(page: Page): Promise<void> {
  await page.getByRole('button', { name: '接收捐赠' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('捐赠方').fill('走查商会');
  await dialog.getByRole('button', { name: '捐物 −' }).click();
  await dialog.getByLabel('捐款（元）').fill('5000');
  await dialog.getByLabel('用途').fill('疫情防控');
  await dialog.getByRole('button', { name: '接收捐赠' }).click();
  await page.getByText(/已接收，收据号/).waitFor();
}

/** Of province 99, which does not exist, and of a series that no seed uses. */
function idNumberOf(birthDay: string, serial: string): string {
  const body = `990813${birthDay}${serial}`;
  return body + checkDigitOf(body);
}
