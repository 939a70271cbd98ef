import type { DeskWalk } from './scene.ts';

/** P11: a pharmacy reports a buyer on a phone; the community follows up and settles it. */
export const feverDesk: DeskWalk = {
  tells: 'a pharmacy reports a buyer of fever medicine, sees its own report masked, and the community follows up',
  async walk({ desk }) {
    const name = '路人甲';
    const phone = `1540009${String(Date.now()).slice(-4)}`;
    const counter = await desk.open('pharmacy', 'dashboard', 'fever/report');
    await counter.setViewportSize({ width: 390, height: 844 });
    await counter.getByRole('button', { name: '上报', exact: true }).click();
    await counter.getByText('手机号和身份证号至少填一项').waitFor();
    await counter.getByLabel('姓名').fill(name);
    await counter.getByLabel('手机号').fill(phone);
    await counter.getByLabel('所购药品').fill('布洛芬');
    await counter.getByRole('button', { name: '上报', exact: true }).click();
    await counter.getByText(`已上报：${name}`).waitFor();
    await counter.getByRole('tab', { name: '我的上报' }).click();
    await counter.getByRole('row').filter({ hasText: `154****${phone.slice(-4)}` }).waitFor();
    await counter.close();

    const office = await desk.open('register', 'dashboard', 'fever/follow-ups');
    const row = office.locator('tr.ant-table-row').filter({ hasText: phone });
    await row.getByRole('button', { name: '随访' }).click();
    const file = office.getByRole('dialog');
    await file.getByText('检测阴性', { exact: true }).click();
    await file.getByLabel('说明').fill('居家，已退烧');
    await file.getByRole('button', { name: '办结', exact: true }).click();
    await row.waitFor({ state: 'detached' });
    await office.close();
  },
};
