import { randomInt, randomUUID } from 'node:crypto';
import { checkDigitOf } from '@lianfang/contracts/documents';
import type { Caller } from './caller.ts';
import { operations } from './operations.ts';

/** One thing that happens in the district, told in a line; null when there is nothing of the kind to do. */
export type Scene = (call: Caller) => Promise<string | null>;

export const district = '410811';
const community = '410811001001';

const origins = [
  { code: '4101', name: '郑州市', risk: 'MEDIUM' }, { code: '4201', name: '武汉市', risk: 'HIGH' },
  { code: '1101', name: '北京市', risk: 'LOW' }, { code: '4107', name: '新乡市', risk: 'LOW' }, { code: '1401', name: '太原市', risk: 'LOW' },
];
const surnames = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗'];
const givenNames = ['伟', '芳', '娜', '敏', '静', '丽', '强', '磊', '军', '洋', '勇', '艳', '杰', '涛', '明', '超', '秀英', '建国', '桂兰', '志强'];
const donors = ['区商会', '高校校友会', '旅行社协会', '热心市民', '区药业协会', '超市联合会'];

export const pick = <T>(all: readonly T[]): T => all[randomInt(all.length)]!;
const now = () => new Date().toISOString();

export const arrival: Scene = async (call) => {
  const gate = await openGate(call);
  if (!gate) return null;
  const origin = pick(origins);
  const areaCode = pick(await communitiesOf(call));
  const name = pick(surnames) + pick(givenNames);
  const { identifyPerson } = await call<{ identifyPerson: { id: string } }>('guard', operations.identify, {
    input: { key: randomUUID(), name, idNumber: inventedIdNumber(), phone: `1544${digits(7)}`, areaCode },
  });
  await call('guard', operations.declareArrival, {
    input: {
      key: randomUUID(), personId: identifyPerson.id, checkpointId: gate.id, areaCode, originAreaCode: origin.code,
      originName: origin.name, risk: origin.risk, temperature: 36 + randomInt(12) / 10, letterSigned: true, arrivedAt: now(),
    },
  });
  return `arrival at ${gate.name} from ${origin.name} (${origin.risk})`;
};

export const visit: Scene = async (call) => {
  const roundId = await openRound(call);
  const { sweepWorkList } = await call<{ sweepWorkList: { edges: { node: { household: { id: string } } }[] } }>(
    'grid', operations.workList, { roundId, areaCode: community });
  if (sweepWorkList.edges.length === 0) return null;
  const outcome = pick(['VISITED', 'VISITED', 'VISITED', 'VISITED', 'ABSENT', 'VACANT']);
  await call('grid', operations.recordVisit, {
    input: { key: randomUUID(), roundId, householdId: pick(sweepWorkList.edges).node.household.id, outcome, visitedAt: now() },
  });
  return `visit at a door: ${outcome}`;
};

export const passage: Scene = async (call) => {
  const gate = await openGate(call);
  const resident = gate && (await anyResident(call));
  if (!gate || !resident) return null;
  const direction = pick(['IN', 'OUT']);
  const { recordPassage } = await call<{ recordPassage: { verdict: string; reason: string | null } }>('guard', operations.recordPassage, {
    input: { key: randomUUID(), checkpointId: gate.id, direction, personId: resident, temperature: 36 + randomInt(10) / 10, passedAt: now() },
  });
  return `passage ${direction} at ${gate.name}: ${recordPassage.verdict}${recordPassage.reason ? ` (${recordPassage.reason})` : ''}`;
};

export const donation: Scene = async (call) => {
  const { items, places } = await call<{ items: { id: string; name: string }[]; places: { id: string }[] }>('supply', operations.stores, { areaCode: district });
  if (items.length === 0 || places.length === 0) return null;
  const item = pick(items);
  const quantity = 20 * (1 + randomInt(25));
  const donor = pick(donors);
  await call('supply', operations.receiveDonation, {
    input: { key: randomUUID(), donor, purpose: '疫情防控', areaCode: district, placeId: pick(places).id, lines: [{ itemId: item.id, quantity, valueFen: quantity * 250 }] },
  });
  return `donation of ${donor}: ${quantity} × ${item.name}`;
};

async function openGate(call: Caller): Promise<{ id: string; name: string } | null> {
  const { checkpoints } = await call<{ checkpoints: { edges: { node: { id: string; name: string; open: boolean } }[] } }>(
    'guard', operations.checkpoints, { areaCode: district });
  const open = checkpoints.edges.map(({ node }) => node).filter((node) => node.open);
  return open.length > 0 ? pick(open) : null;
}

async function anyResident(call: Caller): Promise<string | null> {
  const areaCode = pick(await communitiesOf(call));
  const { people } = await call<{ people: { edges: { node: { id: string } }[] } }>('register', operations.people, { areaCode });
  return people.edges.length > 0 ? pick(people.edges).node.id : null;
}

/** Communities of the district; one that is empty still has the community where the demo's clerk works. */
async function communitiesOf(call: Caller): Promise<string[]> {
  const { area } = await call<{ area: { children: { children: { code: string }[] }[] } | null }>('register', operations.communities, { areaCode: district });
  const codes = (area?.children ?? []).flatMap((street) => street.children.map(({ code }) => code));
  return codes.length > 0 ? codes : [community];
}

/** The community's open round, or a new one of three days. */
async function openRound(call: Caller): Promise<string> {
  const { sweepRounds } = await call<{ sweepRounds: { id: string }[] }>('grid', operations.rounds, { areaCode: community });
  if (sweepRounds[0]) return sweepRounds[0].id;
  const day = (offset: number) => new Date(Date.now() + (8 + 24 * offset) * 3_600_000).toISOString().slice(0, 10);
  const { openSweepRound } = await call<{ openSweepRound: { id: string } }>('street', operations.openRound, {
    input: { key: randomUUID(), name: `日常排查 ${day(0)}`, areaCode: '410811001', startsOn: day(0), endsOn: day(2) },
  });
  return openSweepRound.id;
}

/** Of province 99, which does not exist, and of a series that neither the seed nor the demo ledger uses: nobody's. */
function inventedIdNumber(): string {
  const body = `990814${1950 + randomInt(60)}${two(1 + randomInt(12))}${two(1 + randomInt(28))}${digits(3)}`;
  return body + checkDigitOf(body);
}

function digits(count: number): string {
  return String(randomInt(10 ** count)).padStart(count, '0');
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
