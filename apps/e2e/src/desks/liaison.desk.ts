import type { DeskWalk } from './scene.ts';

/** P9: an official joins, households are evened out with a preview and given back; the squad's phone records a visit without network. */
export const liaisonDesk: DeskWalk = {
  tells: 'households are evened out when an official joins, shown before and undone after; a visit without network takes its door off the list of today',
  async walk({ desk, house }) {
    const page = await desk.open('street', 'dashboard', 'liaison/officials?area=410811001001');
    await page.getByRole('button', { name: '登记干部' }).click();
    const form = page.getByRole('dialog', { name: '登记干部' });
    await form.getByLabel('姓名').fill('宋新来');
    await form.getByLabel('单位').fill(`走查组 ${Date.now() % 100_000}`);
    await form.getByRole('button', { name: '登记干部' }).click();
    await page.getByText('已登记').waitFor();
    await page.getByRole('tab', { name: '分配与调整' }).click();
    await page.getByRole('button', { name: '预览' }).click();
    await page.getByRole('button', { name: '确认执行' }).click();
    await page.getByText(/已执行，\d+ 户换了联户干部/).waitFor();
    await page.getByRole('button', { name: '撤销' }).first().click();
    await page.locator('.ant-popover').getByRole('button', { name: '撤销' }).click();
    await page.getByText('已撤销').first().waitFor();
    await page.close();

    const unseen = () => house.call<{ liaisonCounts: { notSeenToday: number } }>('grid', '{ liaisonCounts(areaCode: "410811001001") { notSeenToday } }').then(({ liaisonCounts }) => liaisonCounts.notSeenToday);
    const before = await unseen();
    const phone = await desk.open('grid', 'field', 'liaison');
    const door = phone.locator('.liaison-doors li').first();
    await door.waitFor();
    await phone.context().setOffline(true);
    await door.getByRole('button').click();
    await phone.getByRole('radio', { name: '已见面' }).click();
    await phone.getByRole('radio', { name: '绿码' }).first().click();
    await phone.getByRole('radio', { name: '行程正常' }).first().click();
    await phone.getByRole('button', { name: '保存' }).click();
    await phone.locator('.chip[data-unsent="1"]').waitFor();
    await phone.context().setOffline(false);
    await phone.locator('.chip[data-unsent="0"]').waitFor();
    expect(await unseen()).toBe(before - 1);
    await phone.close();
  },
};
