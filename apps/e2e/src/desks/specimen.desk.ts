import { community } from '../walk/scene.ts';
import type { DeskWalk } from './scene.ts';

interface Drawn { specimen: { doors: { edges: { node: { id: string; first: { occupancy: string } } }[] } } }

/** P7: a sample is drawn, revisited by a squad that sees addresses alone, published with intervals, and each difference corrected. */
export const specimenDesk: DeskWalk = {
  tells: 'the district draws a specimen, another squad revisits it blind, the rates are published with their intervals, a difference is corrected',
  async walk({ desk, house }) {
    const title = `解剖 ${Date.now()}`;
    const office = await desk.open('register', 'dashboard', `specimens/draw?area=${community}`);
    await office.getByLabel('名称').fill(title);
    await office.getByLabel('抽取户数').fill('2');
    await office.getByRole('button', { name: '抽取', exact: true }).click();
    await office.getByRole('heading', { name: title }).waitFor();
    const id = new URL(office.url()).pathname.split('/').at(-1)!;
    const { specimen } = await house.call<Drawn>('register', `query Drawn($id: ID!) { specimen(id: $id) { doors { edges { node { id first { occupancy } } } } } }`, { id });

    const squad = await desk.open('revisit', 'dashboard', 'revisits');
    await squad.getByText(title).first().waitFor();
    for (let nth = 0; nth < specimen.doors.edges.length; nth += 1) {
      await squad.locator('.ant-list-item').filter({ hasText: title }).first().getByRole('button', { name: '登记' }).click();
      await squad.getByLabel('现住人数').fill('9');
      await squad.getByRole('button', { name: '提交' }).click();
      await squad.getByLabel('现住人数').waitFor({ state: 'detached' });
    }
    await squad.getByText(title).first().waitFor({ state: 'detached' });
    await squad.close();

    await office.reload();
    await office.getByRole('button', { name: '公布' }).click();
    await office.locator('.ant-popconfirm').getByRole('button').last().click();
    await office.getByText('已公布').first().waitFor();
    await office.close();

    const agency = await desk.open('supply', 'dashboard', 'publications');
    await agency.getByRole('heading', { name: title }).waitFor();
    await agency.close();

    const clerk = await desk.open('community', 'dashboard', `specimens/at/${id}`);
    await clerk.getByRole('row').filter({ hasText: '现住人数' }).getByRole('button', { name: '办理' }).first().click();
    await clerk.getByText('其间有变动', { exact: true }).click();
    await clerk.getByRole('dialog').getByLabel('说明').fill('上周搬入，已核实');
    await clerk.getByRole('dialog').getByRole('button', { name: '办理' }).click();
    await clerk.getByRole('dialog').waitFor({ state: 'detached' });
    await clerk.close();
  },
};
