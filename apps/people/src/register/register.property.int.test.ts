import { randomInt } from 'node:crypto';
import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { bootPeople, community, grid, idNumber, importLines, layDistrict, line, secondGrid, street } from '../testing/district.ts';
import { registerCounted } from '../testing/counted.ts';

let people: BootedSubgraph;
const clerk = actorOf('community');
const office = actorOf('street');

beforeAll(async () => {
  people = await bootPeople();
  await layDistrict(people);
});
afterAll(() => people.stop());

/** A generator that a seed decides: what went wrong once goes wrong again. */
function chanceOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const seed = Number(process.env.LIANFANG_REGISTER_SEED ?? randomInt(1_000_000));
const steps = Number(process.env.LIANFANG_REGISTER_STEPS ?? 60);
const chance = chanceOf(seed);
const one = <T>(of: readonly T[]): T => of[chance(of.length)]!;

interface Row { id: string; version: number }
const anyRow = async (sql: string): Promise<Row | undefined> => one(await people.database.query<Row[]>(sql));
const entry = () => anyRow(`SELECT id, version FROM people WHERE merged_into IS NULL`);
const door = () => anyRow(`SELECT id, version FROM households`);
const send = (mutation: string, input: object, actor = clerk) => people.call(actor, `mutation ($input: ${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!) { ${mutation}(input: $input) { id } }`, { input });

/** A refusal says what to do; anything else is a defect. */
function refused(error: Error): false {
  if (/INTERNAL/.test(error.message)) throw error;
  return false;
}

/** What clerks do, in any order; what is refused must leave every sum as it was. */
const acts: Record<string, () => Promise<unknown>> = {
  import: () =>
    importLines(people, Array.from({ length: 1 + chance(6) }, () => {
      const room = String(101 + chance(12));
      const compound = one(['文化苑', '建设里']);
      return chance(5) === 0
        ? { compound, building: '3号楼', unit: '1单元', room, occupancy: '空置' }
        : line(1 + chance(40), { compound, room, name: one(['赵小明', '钱多多']), relation: one(['户主', '配偶', '子女']) });
    })),
  move: async () => {
    const compound = (await anyRow(`SELECT id, 0 AS version FROM compounds`))!;
    const [{ at }] = await people.database.query(`SELECT area_code AS at FROM compounds WHERE id = $1`, [compound.id]);
    people.clock.advance(60_000);
    return send('moveCompound', { key: crypto.randomUUID(), compoundId: compound.id, fromGridCode: at, gridCode: at === grid ? secondGrid : grid, reason: '调整' }, office);
  },
  merge: async () => {
    const [keep, drop] = [await entry(), await entry()];
    const take = ['NAME', 'DOCUMENT', 'PHONE', 'HOUSEHOLD', 'RELATION'].filter(() => chance(2) === 0);
    return send('mergePeople', { key: crypto.randomUUID(), keepId: keep!.id, keepVersion: keep!.version, dropId: drop!.id, dropVersion: drop!.version, take });
  },
  undo: async () => {
    const merge = await anyRow(`SELECT id, 0 AS version FROM person_merges WHERE undone_at IS NULL`);
    return people.call(clerk, `mutation ($id: ID!) { undoMerge(mergeId: $id, reason: "看错") { id } }`, { id: merge!.id });
  },
  resident: async () => {
    const [person, to] = [await entry(), await door()];
    return send('moveResident', { personId: person!.id, version: person!.version, householdId: chance(4) === 0 ? null : to!.id });
  },
  newcomer: async () => send('registerResident', { key: crypto.randomUUID(), householdId: (await door())!.id, name: '孙新来', idNumber: idNumber(100 + chance(800)) }),
  occupancy: async () => {
    const { id, version } = (await door())!;
    return send('setOccupancy', { householdId: id, version, occupancy: one(['VACANT', 'OCCUPIED']) });
  },
  head: async () => {
    const { id, version } = (await door())!;
    const [member] = await people.database.query(`SELECT id FROM people WHERE household_id = $1 ORDER BY id`, [id]);
    return send('setHead', { householdId: id, version, personId: member.id });
  },
};

it(`in any order of imports, moves, merges and undos every sum equals a count of the rows, at every level and after every step (seed ${seed})`, async () => {
  let done = 0;
  for (let step = 0; step < steps; step++) {
    const [what, act] = step < 2 ? (['import', acts.import!] as const) : one(Object.entries(acts));
    const told = await act().then(() => true, refused);
    done += Number(told);
    await registerCounted(people.database).catch((error: Error) => {
      throw new Error(`seed ${seed}, step ${step}, ${what} ${told ? 'done' : 'refused'}: ${error.message}`);
    });
  }
  expect(done).toBeGreaterThan(steps / 4);
  // Every standing merge can be undone, from the last to the first; then nobody is merged.
  const standing: { id: string }[] = await people.database.query(`SELECT id FROM person_merges WHERE undone_at IS NULL ORDER BY merged_at DESC, id DESC`);
  for (const { id } of standing) await people.call(clerk, `mutation ($id: ID!) { undoMerge(mergeId: $id, reason: "全部撤销") { id } }`, { id });
  await registerCounted(people.database);
  expect(await people.database.query(`SELECT id FROM people WHERE merged_into IS NOT NULL`)).toEqual([]);
  const { area } = await people.call(office, `{ area(code: "${street}") { register { people } children { code register { people } } } }`);
  expect(area.children.find(({ code }: { code: string }) => code === community).register.people).toBe(area.register.people);
}, 180_000);
