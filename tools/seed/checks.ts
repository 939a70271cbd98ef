import { createChance } from './chance.ts';
import { homeCommunity } from './district.ts';
import { keyOf } from './keys.ts';
import { createNumbers } from './numbers.ts';
import { dayFromNow, minutesAgo, type Seeding } from './seeding.ts';

interface Door { id: string; address: string; occupancy: 'OCCUPIED' | 'VACANT' }

/** Readings that flag doors, a sample half revisited, and pharmacies that reported: what the desks of the checks work on. */
export async function seedChecks(seeding: Seeding): Promise<string> {
  const flagged = await importReadings(seeding);
  const revisited = await drawSpecimen(seeding);
  const reported = await reportFevers(seeding);
  return `${flagged} doors flagged by their meters, ${revisited} doors revisited blind, ${reported} buyers of fever medicine reported`;
}

const columns = [{ heading: '用电户号', field: 'METER' }, { heading: '用电地址', field: 'ADDRESS' }, { heading: '账期', field: 'PERIOD' }, { heading: '电量(度)', field: 'CONSUMPTION' }];
const title = '供电公司月抄表';

async function importReadings(seeding: Seeding): Promise<number> {
  const { door } = seeding;
  const { readingSources } = await door.call<{ readingSources: { id: string; title: string }[] }>('register', `query SeedSources($area: ID!) { readingSources(areaCode: $area) { id title } }`, { area: '410811' });
  const known = readingSources.find((source) => source.title === title)?.id;
  const sourceId = known ?? (await door.call<{ saveReadingSource: { id: string } }>(
    'register', `mutation SeedSource($input: SaveReadingSourceInput!) { saveReadingSource(input: $input) { id } }`, { input: { areaCode: '410811', title, utility: 'ELECTRICITY', columns } })).saveReadingSource.id;
  const doors = [...(await doorsOf(seeding, 'VACANT', 20)), ...(await doorsOf(seeding, 'OCCUPIED', 60))];
  const chance = createChance('抄表');
  const month = dayFromNow(seeding, -28).slice(0, 7);
  const rows = doors.map(({ address, occupancy }, nth) => {
    const used = occupancy === 'OCCUPIED' ? chance.between(40, 220) : chance.happens(0.35) ? chance.between(25, 140) : chance.between(0, 12);
    return [`81${String(nth).padStart(6, '0')}`, `山阳区${address.replaceAll(' ', '')}`, month, String(used)];
  });
  const csv = `\uFEFF${[['某供电公司 居民用电'], columns.map(({ heading }) => heading), ...rows, ['81999999', '查无此小区1-1-1', month, '12']].map((row) => row.join(',')).join('\r\n')}`;
  const input = { key: keyOf('readings', month), sourceId, areaCode: homeCommunity, fileName: `文化巷-${month}.csv`, contentBase64: Buffer.from(csv).toString('base64') };
  const [made] = await door.each<{ flagged: number }>('register', { field: 'importReadings', input: 'ImportReadingsInput', select: 'flagged' }, [input]);
  return made?.flagged ?? 0;
}

async function doorsOf({ door }: Seeding, occupancy: Door['occupancy'], first: number): Promise<Door[]> {
  const { households } = await door.call<{ households: { edges: { node: Door }[] } }>(
    'register', `query SeedMeterDoors($area: ID!, $occupancy: Occupancy!, $first: Int!) { households(areaCode: $area, occupancy: $occupancy, first: $first) { edges { node { id address occupancy } } } }`,
    { area: homeCommunity, occupancy, first });
  return households.edges.map(({ node }) => node);
}

interface Drawn { id: string; first: { occupancy: Door['occupancy']; residents: number; headName: string | null; phone: string | null; returnees: number | null } }

/** Twenty doors of the community; fourteen are revisited, four of them with another answer. */
async function drawSpecimen(seeding: Seeding): Promise<number> {
  const { door } = seeding;
  const input = { key: keyOf('specimen'), areaCode: homeCommunity, title: '文化巷社区解剖式检查', seed: 'wenhuaxiang-1', doors: 20 };
  const [drawn] = await door.each<{ id: string }>('register', { field: 'drawSpecimen', input: 'DrawSpecimenInput' }, [input]);
  if (!drawn) return 0;
  const { specimen } = await door.call<{ specimen: { doors: { edges: { node: Drawn }[] } } }>(
    'register', `query SeedDrawn($id: ID!) { specimen(id: $id) { doors(first: 14) { edges { node { id first { occupancy residents headName phone returnees } } } } } }`, { id: drawn.id });
  const phones = createNumbers('walk');
  const answers = specimen.doors.edges.map(({ node: { id, first } }, nth) => {
    const lives = first.occupancy === 'OCCUPIED';
    const said = { key: keyOf('revisit', id), doorId: id, met: true, occupancy: first.occupancy, residents: first.residents, headName: lives ? first.headName : null, phone: lives ? first.phone : null, returnees: lives ? first.returnees : null };
    if (nth === 13) return { key: said.key, doorId: id, met: false };
    if (nth % 4 === 1 && lives) return nth % 8 === 1 ? { ...said, residents: first.residents + 1 } : { ...said, phone: phones.phone() };
    return said;
  });
  await door.each('revisit', { field: 'recordRevisit', input: 'RecordRevisitInput' }, answers);
  return answers.length;
}

interface Resident { name: string; phone: string | null }

async function reportFevers(seeding: Seeding): Promise<number> {
  const { door } = seeding;
  const { people } = await door.call<{ people: { edges: { node: Resident }[] } }>(
    'register', `query SeedBuyers($area: ID!) { people(areaCode: $area, first: 40) { edges { node { name phone } } } }`, { area: homeCommunity });
  const known = people.edges.map(({ node }) => node).filter(({ phone }) => phone).slice(0, 9);
  const numbers = createNumbers('walk');
  const medicines = ['布洛芬缓释胶囊', '连花清瘟颗粒', '感冒灵颗粒', '止咳糖浆'];
  const buyers = known.map(({ name, phone }, nth) => ({
    key: keyOf('buyer', phone!), kind: 'MEDICINE_PURCHASE', name, phone, medicines: medicines[nth % 4], occurredAt: minutesAgo(seeding, 60 + nth * 40),
  }));
  const stranger = { key: keyOf('buyer', 'stranger'), kind: 'MEDICINE_PURCHASE', name: '路过人', phone: numbers.phone(), address: '文化巷社区附近', medicines: '布洛芬缓释胶囊', occurredAt: minutesAgo(seeding, 30) };
  await door.each('pharmacy', { field: 'reportFever', input: 'ReportFeverInput' }, [...buyers, stranger]);
  const patients = known.slice(0, 2).map(({ name, phone }) => ({ key: keyOf('patient', phone!), kind: 'FEVER_PATIENT', name, phone, temperature: 38.4, occurredAt: minutesAgo(seeding, 20) }));
  await door.each('clinic', { field: 'reportFever', input: 'ReportFeverInput' }, patients);
  return buyers.length + 1 + patients.length;
}
