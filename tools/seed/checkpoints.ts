import { createChance } from './chance.ts';
import { districtCode, isVillage, shortName, type Community } from './district.ts';
import { keyOf } from './keys.ts';
import type { Seeding } from './seeding.ts';

export type CheckpointDraft = { key: string; name: string; kind: string; areaCode: string; opensAt?: string; closesAt?: string; headcount: number };

const step = { field: 'registerCheckpoint', input: 'RegisterCheckpointInput' };

/** Registered before anything else and after everything else: they tell how far a seed has come. */
export const firstCheckpoint = draft('高速山阳站卡点', 'HIGHWAY', districtCode, 6);
export const lastCheckpoint = draft('区指挥部机动卡点', 'MOBILE', districtCode, 4);

const onTheRoads = [
  draft('高速山阳东站卡点', 'HIGHWAY', districtCode, 6),
  draft('迎宾路入口卡点', 'HIGHWAY', districtCode, 5),
  draft('火车站出站口卡点', 'STATION', districtCode, 6),
];

export async function registerCheckpoint({ door }: Seeding, checkpoint: CheckpointDraft): Promise<string> {
  const [registered] = await door.each<{ id: string }>('police', step, [checkpoint]);
  return registered!.id;
}

/** One entrance is kept per compound or village; the others are fenced. */
export async function registerGates({ door, district }: Seeding): Promise<string> {
  const gates = [...onTheRoads, ...district.communities.flatMap(gatesOf)];
  await door.each('police', step, gates);
  return `${gates.length + 1} checkpoints`;
}

/** As reported: compound gates open from 6:30 to 23:30; some are manned around the clock, as those of villages are. */
function gatesOf(community: Community): CheckpointDraft[] {
  const chance = createChance(`卡点 ${community.code}`);
  if (isVillage(community)) return [draft(`${shortName(community.name)}村口卡点`, 'VILLAGE', community.grids[0]!.code, chance.between(2, 4))];
  return community.compounds.slice(0, 3).map(({ name, gridCode }, at) => {
    const gate = draft(`${name}大门`, 'COMPOUND_GATE', gridCode, chance.between(2, 4));
    return at === 0 ? gate : { ...gate, opensAt: '06:30', closesAt: '23:30' };
  });
}

function draft(name: string, kind: string, areaCode: string, headcount: number): CheckpointDraft {
  return { key: keyOf('checkpoint', areaCode, name), name, kind, areaCode, headcount };
}
