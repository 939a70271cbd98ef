import { choose } from './care.page.ts';
import type { DeskWalk } from './scene.ts';

/** P8: a person is named, given to one of the six, and the one who holds finds them in the own list. */
export const teamDesk: DeskWalk = {
  tells: 'a key person is named and given to an officer; the roles that lack show, and the officer finds whom they hold',
  async walk({ desk, house }) {
    const page = await desk.open('community', 'dashboard', 'teams/people');
    const { people } = await house.call<{ people: { edges: { node: { id: string; name: string; phone: string | null } }[] } }>('community', 'query ($area: ID!) { people(areaCode: $area, first: 100) { edges { node { id name phone } } } }', { area: '410811001001' });
    const somebody = people.edges.map(({ node }) => node).findLast(({ phone }) => phone)!;
    await page.locator('[data-count="keyPersons"]').waitFor({ timeout: 60_000 });
    const before = Number(await page.locator('[data-count="keyPersons"] dd').innerText());
    await page.getByRole('button', { name: '列为重点人员' }).click();
    const naming = page.getByRole('dialog', { name: '列为重点人员' });
    await naming.getByRole('searchbox').fill(somebody.phone!);
    await naming.getByRole('button', { name: 'search' }).click();
    await choose(page, '人员', somebody.name);
    await choose(page, '类别', '独居老人');
    await naming.getByRole('button', { name: '列为重点人员' }).click();
    await page.getByText('已列为重点人员').waitFor();
    await page.locator('[data-count="keyPersons"] dd').filter({ hasText: String(before + 1) }).waitFor();
    await choose(page, '缺少岗位', '有空缺');
    const row = page.getByRole('row').filter({ hasText: somebody.name });
    await row.getByRole('checkbox').check();
    await page.getByRole('button', { name: '为 1 人安排责任组' }).click();
    const giving = page.getByRole('dialog', { name: '为 1 人安排责任组' });
    await choose(page, '民警', /·/);
    await giving.getByRole('button', { name: '安排责任组' }).click();
    await page.getByText(/新安排 1 岗/).waitFor();
    await page.close();
    const police = await desk.open('police', 'dashboard', 'teams/mine');
    await police.getByRole('row').filter({ hasText: somebody.name }).waitFor();
    await police.close();
  },
};
