import { homeCommunity, homeStreet } from './district.ts';
import { keyOf } from './keys.ts';
import { dayFromNow, minutesAgo, type Seeding } from './seeding.ts';

/** Tip-offs in every state; the first is what the papers told: a yellow code that proved a false alarm, tested and rewarded all the same. */
export async function giveTips(seeding: Seeding): Promise<string> {
  const { door } = seeding;
  const told = [
    { kind: 'HEALTH_CODE', areaCode: homeCommunity, words: '有顾客来店里购物，出示的是黄码，说手机号是在外地办的' },
    { kind: 'RETURNEE', areaCode: homeStreet, words: '隔壁单元昨晚有一家人开外地牌照的车回来，没有登记' },
    { kind: 'GATHERING', areaCode: homeCommunity, words: '活动室每天下午有十几个人打牌，没有人戴口罩' },
  ];
  const receipts = await door.each<{ claimCode: string }>('street', { field: 'recordTip', input: 'GiveTipInput', select: 'claimCode' }, told.map((tip, at) => ({ key: keyOf('tip', at), ...tip })));
  const { tipOffs } = await door.call<{ tipOffs: { edges: { node: { id: string; kind: string; state: string } }[] } }>(
    'police', `query SeedTips($area: ID!) { tipOffs(areaCode: $area, first: 20) { edges { node { id kind state } } } }`, { area: homeStreet });
  const open = tipOffs.edges.map(({ node }) => node).filter(({ state }) => state === 'RECEIVED');
  for (const tip of open.filter(({ kind }) => kind !== 'GATHERING')) await door.call('police', `mutation SeedTake($id: ID!) { takeTip(tipId: $id) { id } }`, { id: tip.id });
  const yellow = open.find(({ kind }) => kind === 'HEALTH_CODE');
  if (yellow) {
    const followed = [{ kind: 'PCR_TESTS', reference: '核酸两次阴性', day: dayFromNow(seeding, -1) }, { kind: 'HOME_STAY', reference: '居家健康监测 14 天', day: dayFromNow(seeding, 0) }];
    await door.call('police', `mutation SeedClose($input: CloseTipInput!) { closeTip(input: $input) { id } }`, { input: { tipId: yellow.id, outcome: 'FALSE_ALARM', finding: '手机号归属地误判，本人未离开本地', followed } });
    await door.each('street', { field: 'payTipReward', input: 'PayTipRewardInput' }, [{ key: keyOf('reward'), claimCode: receipts[0]!.claimCode }]);
  }
  return `${told.length} tip-offs, one closed and rewarded`;
}

/** The first grid of the home community is signed: what a household reported there would void it. */
const openGrid = `${homeCommunity}002`;

/** A code on every door of the home community, and some households that have reported themselves. */
export async function postDoorCodes(seeding: Seeding): Promise<string> {
  const { door } = seeding;
  await door.each('community', { field: 'issueDoorCodes', input: 'IssueDoorCodesInput', select: 'issued' }, [{ key: keyOf('door codes'), areaCode: homeCommunity }]);
  const { doorSheet } = await door.call<{ doorSheet: { edges: { node: { code: string; household: { id: string; members: { id: string; phone: string | null }[] } } }[] } }>(
    'community', `query SeedSheet($area: ID!) { doorSheet(areaCode: $area, first: 60) { edges { node { code household { id members { id phone } } } } } }`, { area: openGrid });
  const able = doorSheet.edges.map(({ node }) => node).filter(({ household }) => household.members.some(({ phone }) => phone)).slice(0, 15);
  await door.each('community', { field: 'reportHousehold', input: 'ReportHouseholdInput' }, able.map(({ code, household }, nth) => ({
    key: keyOf('self-report', household.id), code, proof: household.members.find(({ phone }) => phone)!.phone!.slice(-4), reportedAt: minutesAgo(seeding, 300 - nth * 15),
    members: household.members.map(({ id }, at) => ({ personId: id, present: at < 3, temperature: at < 3 ? (nth === 7 && at === 0 ? 37.8 : 36.2 + ((nth + at) % 6) / 10) : null })),
  })));
  return `a code on every door of ${homeCommunity}, ${able.length} households reported themselves`;
}
