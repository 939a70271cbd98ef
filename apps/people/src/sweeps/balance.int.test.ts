import { randomInt } from 'node:crypto';
import { transact } from '@lianfang/platform/persistence';
import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { bootPeople, community, grid, importLines, layDistrict, line, secondGrid, street } from '../testing/district.ts';
import { clerk, countedOutside, householdsOf, office, openRound, recordVisit, visitInput } from '../testing/rounds.ts';

const steps = Number(process.env.LIANFANG_BALANCE_STEPS ?? 120);
const areas = [grid, secondGrid, community, street, '410811'];

let people: BootedSubgraph;
beforeEach(async () => {
  people = await bootPeople();
  await layDistrict(people);
  await importLines(people, Array.from({ length: 12 }, (_, at) => line(at + 1, at % 3 === 0 ? { compound: '建设里' } : {})));
});
afterEach(() => people.stop());

const district = actorOf('register');
const coverage = `query ($id: ID!, $a: ID!) { sweepRound(id: $id) { coverage(areaCode: $a) { households reached unreached untried escalated conflicted outcomes { outcome doors } returnees { people } } coverageByArea(areaCode: $a) { households reached unreached untried } } }`;

/** Kept counts of every level against rows counted outside of them, and each level against those below it. */
async function demandBalance(round: string): Promise<void> {
  for (const area of areas) {
    const { sweepRound } = await people.call(district, coverage, { id: round, a: area });
    const { outcomes, returnees, ...kept } = sweepRound.coverage as { outcomes: { doors: number }[]; returnees: { people: number }[]; households: number; reached: number; unreached: number; untried: number };
    const counted = await countedOutside(people, round, area);
    expect({ ...kept, returnees: returnees.reduce((sum, one) => sum + one.people, 0) }).toEqual(counted);
    expect(outcomes.reduce((sum, one) => sum + one.doors, 0)).toBe(kept.reached + kept.unreached);
    for (const part of ['households', 'reached', 'unreached', 'untried'] as const)
      expect((sweepRound.coverageByArea as Record<string, number>[]).reduce((sum, one) => sum + one[part]!, 0)).toBe(kept[part]);
  }
}

/** No grid stands signed over doors that are not those of its snapshot. */
async function demandTruth(): Promise<void> {
  const lies = await people.database.query(`SELECT o.* FROM grid_sign_offs o JOIN grid_snapshots s ON s.id = o.snapshot_id WHERE o.level > 0 AND doors_hash(o.round_id, o.area_code) <> s.doors_hash`);
  expect(lies).toEqual([]);
}

const pick = <T>(list: readonly T[]): T => list[randomInt(list.length)]!;
const outcomes = ['VISITED', 'ABSENT', 'REFUSED', 'VACANT', 'MOVED_AWAY', 'NOT_FOUND'];
const origins = ['OUTBREAK_CITY', 'OUTBREAK_PROVINCE', 'OTHER_PROVINCE', 'SAME_PROVINCE', 'NONE'];

/** One step of somebody's, refusals allowed: what is refused changes nothing. */
async function step(round: string, serial: number): Promise<void> {
  const dice = randomInt(100);
  if (dice < 60) return visitSomewhere(round);
  if (dice < 72) return void (await signSomewhere(round));
  if (dice < 80) return void (await resolveSomething());
  if (dice < 88) return void (await importLines(people, [line(100 + serial, pick([{}, { compound: '建设里' }]))]));
  if (dice < 96) return moveCompound();
  await people.database.query(`UPDATE people SET household_id = NULL WHERE id = (SELECT id FROM people WHERE household_id IS NOT NULL ORDER BY random() LIMIT 1)`);
}

async function visitSomewhere(round: string): Promise<void> {
  const door = pick(await householdsOf(people));
  const [{ version }] = await people.database.query(`SELECT version FROM sweep_targets WHERE round_id = $1 AND household_id = $2`, [round, door.id]);
  const basedOn = pick([version, version, 0, null]);
  const returnees = [{ origin: pick(origins), people: randomInt(4) }].filter(({ origin }) => origin !== 'NONE');
  const visitedAt = new Date(people.clock.now().getTime() - randomInt(20) * 3_600_000).toISOString();
  await people.call(actorOf('grid', { id: `squad-${randomInt(4)}` }), recordVisit, { input: visitInput(round, door.id, { outcome: pick(outcomes), basedOn, returnees, visitedAt }) });
}

async function signSomewhere(round: string): Promise<void> {
  const areaCode = pick([grid, secondGrid]);
  const { gridSignOff } = await people.call(clerk, `query ($r: ID!, $a: ID!) { gridSignOff(roundId: $r, areaCode: $a) { next snapshot { id } } }`, { r: round, a: areaCode });
  if (!gridSignOff) return;
  const level = gridSignOff.next ?? 'STREET';
  if (level === 'INVESTIGATOR') await finishGrid(round, areaCode);
  const actor = { INVESTIGATOR: actorOf('grid'), COMMUNITY: clerk, STREET: office }[level as 'STREET'];
  const input = { key: crypto.randomUUID(), roundId: round, areaCode, level, snapshotId: gridSignOff.snapshot?.id };
  await people.call(actor, `mutation ($input: SignGridInput!) { signGrid(input: $input) { level } }`, { input }).catch((error: Error) => demandRefusal(error));
}

/** What a squad does before it signs: every door is tried, and conflicts are decided. */
async function finishGrid(round: string, areaCode: string): Promise<void> {
  for (let conflicts = 1; conflicts > 0; ) {
    await resolveSomething();
    conflicts = (await people.call(clerk, `query { editConflicts(areaCode: "${community}") { totalCount } }`)).editConflicts.totalCount;
  }
  const untried = await people.database.query(`SELECT household_id AS id FROM sweep_targets WHERE round_id = $1 AND area_code = $2 AND outcome IS NULL`, [round, areaCode]);
  for (const { id } of untried) await people.call(actorOf('grid'), recordVisit, { input: visitInput(round, id, { basedOn: 0, outcome: pick(outcomes) }) });
}

/** A refusal is an answer; anything else is a fault. */
function demandRefusal(error: Error): void {
  expect(error.message).toMatch(/GRID_NOT_FINISHED|GRID_HAS_CONFLICTS|SIGN_OUT_OF_ORDER|GRID_NOT_IN_SWEEP|CONFLICT_RESOLVED/);
}

async function resolveSomething(): Promise<void> {
  const { editConflicts } = await people.call(clerk, `query { editConflicts(areaCode: "${community}") { edges { node { id fields { field } } } } }`);
  if (editConflicts.edges.length === 0) return;
  const { id, fields } = pick<{ node: { id: string; fields: { field: string }[] } }>(editConflicts.edges).node;
  const input = { key: crypto.randomUUID(), conflictId: id, take: fields.map(({ field }) => ({ field, side: pick(['FIRST', 'SECOND']) })) };
  await people.call(clerk, `mutation ($input: ResolveConflictInput!) { resolveEditConflict(input: $input) { id } }`, { input }).catch((error: Error) => demandRefusal(error));
}

/** As the register moves it: a compound goes to the other grid, and its doors follow by key. */
async function moveCompound(): Promise<void> {
  await transact(people.database, (tx) =>
    tx.query(`UPDATE compounds SET area_code = CASE area_code WHEN $1 THEN $2 ELSE $1 END WHERE id = (SELECT id FROM compounds ORDER BY random() LIMIT 1)`, [grid, secondGrid]));
}

it('in whatever order visits, corrections, signatures, conflicts, imports and moves come in, the sums balance at every level and no signature stands over what changed', async () => {
  const round = await openRound(people);
  const other = await openRound(people, { name: '第二轮' });
  for (let serial = 0; serial < steps; serial += 1) {
    await Promise.all([step(round, serial * 2), randomInt(3) === 0 ? step(other, serial * 2 + 1) : null]);
    people.clock.advance(600_000);
    if (serial % 10 === 9) {
      await demandBalance(round);
      await demandBalance(other);
      await demandTruth();
    }
  }
  const [told] = await people.database.query(`SELECT (SELECT count(*) FROM grid_signatures)::int AS signatures, (SELECT count(*) FROM grid_voids)::int AS voids, (SELECT count(*) FROM edit_conflicts)::int AS conflicts`);
  for (const many of Object.values(told as Record<string, number>)) expect(many).toBeGreaterThan(0);
}, 300_000);

it('the sums do not balance without the trigger that keeps them', async () => {
  const round = await openRound(people);
  await people.database.query('DROP TRIGGER count_targets_changed ON sweep_targets');
  for (let serial = 0; serial < 5; serial += 1) await visitSomewhere(round);
  await expect(demandBalance(round)).rejects.toThrow();
});
