import type { House } from '@lianfang/testing/house';
import { community } from '../walk/scene.ts';
import { choose } from '../browser/choose.ts';
import type { DeskWalk } from './scene.ts';

/** P8: a person is named, given to one of the six, and the one who holds finds them in the own list. */
export const teamDesk: DeskWalk = {
  tells: 'a key person is named and given to an officer; the roles that lack show, and the officer finds whom they hold',
  async walk({ desk, house }) {
    const page = await desk.open('community', 'dashboard', 'teams/people');
    const somebody = await somebodyNotHeld(house);
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

interface Nodes<T> { edges: { node: T }[] }
interface Resident { name: string; phone: string | null }

/** A resident with a phone of their own, whose name nobody shares and whom no team holds yet. */
async function somebodyNotHeld(house: House): Promise<Resident> {
  const { people, keyPersons } = await house.call<{ people: Nodes<Resident>; keyPersons: Nodes<{ person: { name: string } }> }>('community', `query ($area: ID!) {
    people(areaCode: $area, first: 100) { edges { node { name phone } } }
    keyPersons(areaCode: $area, first: 100) { edges { node { person { name } } } }
  }`, { area: community });
  const all = people.edges.map(({ node }) => node);
  const held = new Set(keyPersons.edges.map(({ node }) => node.person.name));
  const alone = (of: (one: Resident) => string | null, one: Resident) => all.filter((other) => of(other) === of(one)).length === 1;
  return all.findLast((one) => one.phone && !held.has(one.name) && alone(({ name }) => name, one) && alone(({ phone }) => phone, one))!;
}
