import { community } from '../walk/scene.ts';
import { strangersPhone } from './care.page.ts';
import type { DeskScene, DeskWalk } from './scene.ts';

interface Door { code: string; household: { id: string; members: { id: string; name: string; phone: string | null }[] } }

/** P13: the sheet of codes is printed; a resident scans one and reports in a minute, also without network. */
export const doorDesk: DeskWalk = {
  tells: 'a resident scans the code on the door and reports the household within a minute, counted in fields and taps; a report without network goes out once',
  async walk(scene) {
    const { desk, house } = scene;
    const desktop = await desk.open('community', 'dashboard', `doors/sheet?area=${community}`);
    await desktop.getByRole('button', { name: '为没有门码的住户发码' }).click();
    await desktop.locator('.door-card img[data-code][src]').first().waitFor({ timeout: 60_000 });
    await desktop.emulateMedia({ media: 'print' });
    expect(await desktop.getByRole('button', { name: '打印本页' }).isVisible()).toBe(false);
    expect(await desktop.locator('.door-card img[data-code]').first().isVisible()).toBe(true);
    await desktop.emulateMedia({ media: 'screen' });

    const door = await doorOf(scene);
    const head = door.household.members[0]!;
    const proof = door.household.members.find(({ phone }) => phone)!.phone!.slice(-4);
    const began = Date.now();
    const phone = await strangersPhone(scene, `door/${door.code}`);
    await phone.locator('.door-member').first().waitFor();
    expect(await phone.locator('main').innerText()).not.toContain(head.name);
    let [fields, taps] = [0, 0];
    await phone.getByLabel('末四位').fill(proof);
    fields += 1;
    await phone.getByText(head.name).first().waitFor();
    for (const field of await phone.getByLabel('今日体温').all()) {
      await field.fill('36.5');
      fields += 1;
    }
    await phone.context().setOffline(true);
    await phone.getByRole('button', { name: '提交申报' }).click();
    taps += 1;
    await phone.locator('.saved[data-state="ready"]').waitFor();
    await phone.context().setOffline(false);
    await phone.locator('.saved[data-state="sent"]').waitFor();
    const seconds = (Date.now() - began) / 1_000;
    process.stderr.write(`  self-report of ${door.household.members.length}: ${fields} fields, ${taps} tap, ${seconds.toFixed(1)} s from scan to received\n`);
    expect(fields).toBeLessThanOrEqual(1 + door.household.members.length);
    expect(taps).toBe(1);
    expect(seconds).toBeLessThan(60);

    const { selfReports } = await house.call<{ selfReports: { edges: { node: { household: { id: string }; present: number } }[] } }>(
      'community', 'query ($area: ID!) { selfReports(areaCode: $area, first: 1) { edges { node { household { id } present } } } }', { area: community });
    expect(selfReports.edges[0]!.node).toEqual({ household: { id: door.household.id }, present: door.household.members.length });
    await desktop.getByRole('tab', { name: '申报记录' }).click();
    await desktop.getByRole('row').filter({ hasText: head.name }).first().waitFor();
    await desktop.close();
    await phone.context().close();
  },
};

/** A door behind which somebody with a phone lives. */
async function doorOf({ house }: DeskScene): Promise<Door> {
  const { doorSheet } = await house.call<{ doorSheet: { edges: { node: Door }[] } }>(
    'community', 'query ($area: ID!) { doorSheet(areaCode: $area, first: 100) { edges { node { code household { id members { id name phone } } } } } }', { area: community });
  return doorSheet.edges.map(({ node }) => node).findLast(({ household }) => household.members.some(({ phone }) => phone))!;
}
