import { strangersPhone } from './care.page.ts';
import type { DeskWalk } from './scene.ts';

const tipper = '钟不露面';
const phoneNumber = '15490001234';
const words = '夜里十一点，三单元还有人打牌';

/** P12: a tip-off given on a phone without a login; the verifier sees who gave it, the desk that pays does not. */
export const tipDesk: DeskWalk = {
  tells: 'a tip-off given without a login is verified by who took it, rewarded by its claim code once, and nobody else ever sees who gave it',
  async walk(scene) {
    const { desk } = scene;
    const phone = await strangersPhone(scene, 'tip/410811');
    await phone.getByRole('radio', { name: '聚集' }).click();
    await phone.getByLabel('时间、地点、情况').fill(words);
    await phone.getByLabel('您的姓名').fill(tipper);
    await phone.getByLabel('您的电话').fill(phoneNumber);
    await phone.getByRole('button', { name: '提交' }).click();
    const claimCode = await phone.locator('.claim-code').innerText();

    const verifier = await desk.open('police', 'dashboard', 'tips/tips?area=410811');
    await verifier.getByRole('row').filter({ hasText: '网页举报' }).first().getByRole('button', { name: '查看' }).click();
    await verifier.getByText('举报人信息与原话只有认领的核实人可见').waitFor();
    await verifier.getByRole('button', { name: '认领核实' }).click();
    await verifier.getByText(tipper).waitFor();
    expect(await verifier.locator('.tipper').innerText()).toContain(phoneNumber);
    await verifier.getByRole('dialog').getByText('属实', { exact: true }).click();
    await verifier.getByLabel('核实情况').fill('现场查实，已劝散');
    await verifier.getByRole('button', { name: '办结' }).click();
    await verifier.getByText('已办结').first().waitFor();

    const health = await desk.open('health', 'dashboard', 'tips/tips?area=410811');
    await health.getByRole('row').filter({ hasText: '网页举报' }).first().getByRole('button', { name: '查看' }).click();
    await health.getByText('举报人信息与原话只有认领的核实人可见').waitFor();
    expect(await health.locator('body').innerText()).not.toMatch(new RegExp(`${tipper}|${phoneNumber}|${words}`));

    const desk2 = await desk.open('register', 'dashboard', 'tips/tips?area=410811');
    const pay = async () => {
      await desk2.getByRole('button', { name: '凭码发奖' }).click();
      await desk2.getByRole('dialog').getByLabel('领奖码').fill(claimCode);
      await desk2.getByRole('button', { name: '登记发放' }).click();
    };
    await pay();
    await desk2.getByText(/已发放.*2,000/).waitFor();
    await pay();
    await desk2.getByText('该奖励已经发放过').waitFor();
    expect(await desk2.locator('body').innerText()).not.toMatch(new RegExp(`${tipper}|${phoneNumber}|${words}`));

    await phone.getByRole('radio', { name: '查询进度' }).click();
    await phone.getByLabel('领奖码').fill(claimCode);
    await phone.locator('form.door-form button[type=submit]').click();
    await phone.locator('[data-state="CLOSED"]').getByText(/2000 元/).waitFor();
    for (const page of [verifier, health, desk2]) await page.close();
    await phone.context().close();
  },
};
