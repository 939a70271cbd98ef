import type { House } from '@lianfang/testing/house';
import type { Page } from 'playwright-core';
import { community, newKey, now } from '../walk/scene.ts';
import type { DeskScene, DeskWalk } from './scene.ts';

interface Round { id: string; name: string }
interface Door { id: string; address: string }

/** P3, P4: a street asks, opens, signs; a squad corrects a door on its phone; what stood above falls, and two squads' contradiction is decided. */
export const sweepDesk: DeskWalk = {
  tells: 'a street opens a round with questions and signs a grid; a correction on the phone voids it and says so; a contradiction is decided',
  async walk(scene) {
    const page = await scene.desk.open('street', 'dashboard', 'sweeps');
    const round = await askAndOpen(page, scene.house);
    const doors = await finishFirstGrid(scene.house, round);
    await contradict(scene.house, round);
    await signGrid(page, round);
    await correctOnPhone(scene, round, doors[0]!);
    await seeWhatFell(page, round);
    await decideConflict(page, round);
    await page.close();
  },
};

async function askAndOpen(page: Page, house: House): Promise<Round> {
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
  await page.getByRole('combobox', { name: '目标人群' }).click();
  await page.getByTitle(`${name} · 第 1 版`).click();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').getByRole('button', { name: '开启一轮排查' }).click();
  await page.getByRole('link', { name: `复查 ${name}` }).waitFor();
  const { sweepRounds } = await house.call<{ sweepRounds: Round[] }>('street', `query Rounds($area: ID!) { sweepRounds(areaCode: $area) { id name } }`, { area: community });
  return sweepRounds.find((one) => one.name === `复查 ${name}`)!;
}

const recordVisit = `mutation Visit($input: RecordVisitInput!) { recordVisit(input: $input) { id } }`;

/** The squad has been at every door of the first grid; investigator and community have signed, and the street's turn has come. */
async function finishFirstGrid(house: House, { id: roundId }: Round): Promise<Door[]> {
  const areaCode = `${community}001`;
  const doors = await doorsOf(house, roundId, areaCode);
  await Promise.all(doors.map(({ id }) => house.call('grid', recordVisit, { input: { key: newKey(), roundId, householdId: id, outcome: 'VISITED', basedOn: 0, visitedAt: now() } })));
  const sign = async (user: string, level: string, snapshotId: string | null) => {
    const { signGrid: signed } = await house.call<{ signGrid: { snapshot: { id: string } } }>(
      user, `mutation Sign($input: SignGridInput!) { signGrid(input: $input) { snapshot { id } } }`, { input: { key: newKey(), roundId, areaCode, level, snapshotId } });
    return signed.snapshot.id;
  };
  await sign('community', 'COMMUNITY', await sign('grid', 'INVESTIGATOR', null));
  return doors;
}

async function doorsOf(house: House, roundId: string, areaCode: string): Promise<Door[]> {
  const { sweepWorkList } = await house.call<{ sweepWorkList: { edges: { node: { household: Door } }[] } }>(
    'grid', `query Doors($roundId: ID!, $areaCode: ID!) { sweepWorkList(roundId: $roundId, areaCode: $areaCode, first: 100) { edges { node { household { id address } } } } }`, { roundId, areaCode });
  return sweepWorkList.edges.map(({ node }) => node.household);
}

/** Two were at one door of the next grid, and neither knew of the other. */
async function contradict(house: House, { id: roundId }: Round): Promise<void> {
  const [door] = await doorsOf(house, roundId, `${community}002`);
  for (const [user, outcome] of [['grid', 'VISITED'], ['street', 'VACANT']] as const) {
    await house.call(user, recordVisit, { input: { key: newKey(), roundId, householdId: door!.id, outcome, basedOn: 0, visitedAt: now() } });
  }
}

async function signGrid(page: Page, { name }: Round): Promise<void> {
  await page.getByRole('link', { name, exact: true }).click();
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

/** The squad changes what it found at a door of the signed grid. */
async function correctOnPhone({ desk }: DeskScene, { id }: Round, { address }: Door): Promise<void> {
  const phone = await desk.open('grid', 'field', `sweep/${id}/${community}`);
  await phone.getByRole('radio', { name: /^全部/ }).click();
  await phone.getByRole('searchbox').fill(address);
  await phone.locator('.door.VISITED').first().click();
  await phone.getByRole('radio', { name: '已搬走' }).click();
  await phone.getByRole('button', { name: '保存', exact: true }).click();
  // On the list first, so that the count that follows is the one after it.
  await phone.locator('.door.MOVED_AWAY').first().waitFor();
  await phone.locator('[data-unsent="0"]').waitFor();
  await phone.close();
}

async function seeWhatFell(page: Page, { name }: Round): Promise<void> {
  await page.getByText('签字失效').first().waitFor();
  await page.goto(new URL('/dashboard/sweeps?tab=voids', page.url()).href);
  const row = page.getByRole('row').filter({ hasText: name }).filter({ hasText: '上门结果更正' });
  await row.getByText(/ → /).waitFor();
  await row.getByText('街道 ·').waitFor();
}

async function decideConflict(page: Page, { name }: Round): Promise<void> {
  await page.getByRole('tab', { name: /记录矛盾/ }).click();
  const row = page.getByRole('row').filter({ hasText: name });
  await row.getByRole('button', { name: '处理' }).click();
  const decision = page.getByRole('dialog');
  await decision.getByRole('radio').nth(1).check();
  await decision.getByRole('button', { name: '处理' }).click();
  await row.waitFor({ state: 'detached' });
}
