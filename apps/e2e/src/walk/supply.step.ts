import { checkpointNamed, district, movesTheWall, newKey, type Scene } from './scene.ts';

interface Stock { quantity: number; item: { id: string } }

/** Step 4: a donation is received, stocked, allocated to a checkpoint, and seen there; the donor's line shows where it went. */
export async function donate(scene: Scene): Promise<void> {
  const { house } = scene;
  const { items } = await house.call<{ items: { id: string; code: string }[] }>('supply', `query WalkItems { items { id code } }`);
  const itemId = items.find(({ code }) => code === 'FOOD-BOX')!.id;
  // A store of its own holds nothing but this donation, so what reaches the checkpoint is known to come from it.
  const { registerPlace: warehouse } = await house.call<{ registerPlace: { id: string } }>(
    'supply', `mutation WalkPlace($input: RegisterPlaceInput!) { registerPlace(input: $input) { id } }`, { input: { key: newKey(), name: '走查物资点', kind: 'WAREHOUSE', areaCode: district } });

  const { receiveDonation } = await movesTheWall(scene, 'donation received', { donations: 1 }, () => house.call<{ receiveDonation: { id: string; receiptNumber: string } }>(
    'supply', `mutation WalkDonation($input: ReceiveDonationInput!) { receiveDonation(input: $input) { id receiptNumber } }`,
    { input: { key: newKey(), donor: '走查食品厂', purpose: '支援卡点', areaCode: district, placeId: warehouse.id, lines: [{ itemId, quantity: 300, valueFen: 1_800_000 }] } }));
  expect(receiveDonation.receiptNumber).toBeTruthy();

  const gate = await checkpointNamed(house, '高速山阳站卡点');
  const input = { key: newKey(), itemId, fromPlaceId: warehouse.id, basis: 'NEED', lines: [{ checkpointId: gate.id, quantity: 250, placeName: gate.name, areaCode: gate.area.code }] };
  const { planAllocation: plan } = await house.call<{ planAllocation: { id: string; lines: { place: { id: string } }[] } }>(
    'supply', `mutation WalkPlan($input: PlanAllocationInput!) { planAllocation(input: $input) { id lines { place { id } } } }`, { input });
  expect((await house.refused('supply', `mutation ($id: ID!) { issueAllocation(allocationId: $id) { id } }`, { id: plan.id })).code).toBe('ALLOCATION_STATE_WRONG');
  await house.call('supply', `mutation ($id: ID!) { approveAllocation(allocationId: $id) { id } }`, { id: plan.id });
  await house.call('supply', `mutation ($id: ID!) { issueAllocation(allocationId: $id) { id } }`, { id: plan.id });
  await movesTheWall(scene, 'goods signed for at the checkpoint', { piecesDelivered: 250 }, () => house.call(
    'supply', `mutation ($id: ID!, $place: ID!) { signAllocationLine(allocationId: $id, placeId: $place, signedBy: "值班长") { state } }`, { id: plan.id, place: plan.lines[0]!.place.id }));

  const { checkpoint } = await house.call<{ checkpoint: { stock: Stock[] } }>('guard', `query ($id: ID!) { checkpoint(id: $id) { stock { quantity item { id } } } }`, { id: gate.id });
  expect(quantityOf(checkpoint.stock, itemId)).toBe(250);
  const { donation } = await house.call<{ donation: { lines: { allocated: number; destinations: { place: { name: string }; quantity: number }[] }[] } }>(
    'supply', `query ($id: ID!) { donation(id: $id) { lines { allocated destinations { place { name } quantity } } } }`, { id: receiveDonation.id });
  expect(donation.lines).toEqual([{ allocated: 250, destinations: [{ place: { name: gate.name }, quantity: 250 }] }]);
}

function quantityOf(stock: readonly Stock[], itemId: string): number {
  return stock.find(({ item }) => item.id === itemId)?.quantity ?? 0;
}
