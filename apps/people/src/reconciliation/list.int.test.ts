import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { bootPeople, community, idNumber, importLines, layDistrict, line } from '../testing/district.ts';

let people: BootedSubgraph;
const office = actorOf('register');
const clerk = actorOf('community');
const district = '410811';

const counted = 'total matched missing notAtDoor movedAway refused closed notLocal pushed tracing undecided overdue';

beforeEach(async () => {
  people = await bootPeople();
  await layDistrict(people);
  await importLines(people, [
    line(1, { name: '赵小明', phone: '13800001111' }),
    line(2, { name: '钱小红', phone: '13800002222' }),
    line(3, { name: '孙晓华', idNumber: idNumber(3, '19850304'), phone: '' }),
    line(4, { name: '李四光', idNumber: idNumber(4, '19770808'), phone: '13800004444' }),
  ]);
});

afterEach(() => people.stop());

const columns = [
  { heading: '旅客姓名', field: 'NAME' }, { heading: '证件号码', field: 'ID_NUMBER' }, { heading: '联系手机', field: 'PHONE' }, { heading: '出生日期', field: 'BIRTH_DATE' },
  { heading: '居住社区', field: 'COMMUNITY' }, { heading: '到达日期', field: 'ARRIVED_ON' },
];

async function saveSource(change: object = {}): Promise<{ id: string; version: number }> {
  const { saveListSource } = await people.call(office, `mutation ($input: SaveListSourceInput!) { saveListSource(input: $input) { id version } }`, {
    input: { areaCode: district, title: '铁路到站名单', origin: 'RAIL', columns, ...change },
  });
  return saveListSource;
}

type Row = [name: string, idNumber: string, phone: string, birthDate: string, community: string, arrivedOn: string];

function csv(rows: readonly Row[]): string {
  const text = ['12306到站旅客名单', columns.map(({ heading }) => heading).join(','), ...rows.map((row) => row.join(','))].join('\r\n');
  return Buffer.from(text).toString('base64');
}

async function importRows(rows: readonly Row[], key: string = crypto.randomUUID(), contentBase64 = csv(rows)) {
  const source = await saveSource({ title: `名单${key}` });
  const { importReconciliationList } = await people.call(
    office,
    `mutation ($input: ImportReconciliationListInput!) {
       importReconciliationList(input: $input) { id rows accepted repeated rejected errors { row column code reason } errorSheet { fileName } counts { ${counted} } }
     }`,
    { input: { key, sourceId: source.id, areaCode: district, fileName: '到站.csv', contentBase64 } },
  );
  return importReconciliationList;
}

interface ListedAnswer {
  id: string;
  outcome: string;
  matchedBy: string | null;
  version: number;
  area: { code: string };
  person: { name: string } | null;
  candidates: { person: { id: string } }[];
}

async function listed(listId: string, fields = '', filter = '') {
  const { listedPeople } = await people.call(
    office,
    `query ($list: ID!) { listedPeople(listId: $list, areaCode: "${district}"${filter}) {
       totalCount edges { node { id sourceRow name outcome matchedBy conflicts undecided version area { code } person { name } ${fields} } } } }`,
    { list: listId },
  );
  return listedPeople.edges.map((edge: { node: ListedAnswer }) => edge.node) as ListedAnswer[];
}

async function counts(listId: string) {
  const { reconciliationList } = await people.call(office, `query ($id: ID!) { reconciliationList(id: $id) { rows counts { ${counted} } countsByArea { area { code } ${counted} } } }`, { id: listId });
  return reconciliationList;
}

const change = (name: string, input: string) => `mutation ($input: ${input}!) { ${name}(input: $input) { id outcome version history { was became cause note changedBy } } }`;
const decideMatch = change('decideMatch', 'DecideMatchInput');
const recordDoorFinding = change('recordDoorFinding', 'RecordDoorFindingInput');
const undoMatch = change('undoMatch', 'UndoMatchInput');
const pushListed = `mutation ($input: PushListedInput!) { pushListed(input: $input) { id to { code } answer } }`;
const answerAssist = `mutation ($input: AnswerAssistInput!) { answerAssist(input: $input) { id answer answeredBy listed { outcome } } }`;

describe('a list from outside', () => {
  it('is matched by number, by phone and name, by name and birth date; whoever is left is missing from the register', async () => {
    const list = await importRows([
      ['赵小明', idNumber(1), '13800001111', '', '', '2022-11-19'],
      ['钱小红', '', '13800002222', '', '', '2022-11-19'],
      ['孙晓华', '', '', '1985-03-04', '', '2022-11-19'],
      ['周不在', idNumber(900), '', '', '', '2022-11-19'],
    ]);
    expect(list).toMatchObject({ rows: 4, accepted: 4, repeated: 0, rejected: 0, errors: [], errorSheet: null });
    expect(list.counts).toMatchObject({ total: 4, matched: 3, missing: 1, tracing: 0 });
    expect((await listed(list.id)).map(({ outcome, matchedBy, person }) => [outcome, matchedBy, person?.name ?? null])).toEqual([
      ['MATCHED', 'ID_NUMBER', '赵小明'], ['MATCHED', 'PHONE', '钱小红'], ['MATCHED', 'NAME_BIRTH_DATE', '孙晓华'], ['MISSING', null, null],
    ]);
  });

  it('shows in what it contradicts the register', async () => {
    const list = await importRows([['赵晓明', idNumber(1), '13900009999', '', '', '']]);
    expect((await listed(list.id))[0]).toMatchObject({ outcome: 'MATCHED', conflicts: ['name', 'phone'] });
  });

  it('proposes who it may be, with a score and its reasons, and leaves the decision to a person', async () => {
    // A name of the same sound with the same birth date; a family's phone under another name is too little by itself.
    const list = await importRows([['孙小华', '', '', '1985-03-04', '', ''], ['吴别人', '', '13800004444', '', '', '']]);
    const [sounds, family] = await listed(list.id, 'candidates { score because person { id name } }');
    expect(sounds).toMatchObject({ outcome: 'TRACING', undecided: true, candidates: [{ score: expect.closeTo(0.6), because: ['PINYIN', 'BIRTH_DATE'], person: { name: '孙晓华' } }] });
    expect(family).toMatchObject({ outcome: 'MISSING', undecided: false, candidates: [] });

    const decided = await people.call(office, decideMatch, { input: { listedId: sounds!.id, version: sounds!.version, personId: sounds!.candidates[0]!.person.id, note: '同音字，电话核实' } });
    expect(decided.decideMatch).toMatchObject({ outcome: 'MATCHED', history: [{ was: 'TRACING', became: 'MATCHED', cause: 'DECISION', note: '同音字，电话核实' }] });
    expect((await counts(list.id)).counts).toMatchObject({ total: 2, matched: 1, missing: 1, undecided: 0 });
  });

  it('gives rows with errors back with row, column and reason, and takes the others', async () => {
    const list = await importRows([
      ['赵小明', '99081119900101001', '', '', '', ''],
      ['钱小红', '', '13800002222', '', '', '2999-01-01'],
      ['无号', '', '', '', '', ''],
      ['孙晓华', '', '', '1985-03-04', '', ''],
    ]);
    expect(list).toMatchObject({ rows: 4, accepted: 1, rejected: 3, errorSheet: { fileName: '到站-错误行.xlsx' } });
    expect(list.errors.map((error: { row: number; column: string; code: string }) => [error.row, error.column, error.code])).toEqual([
      [3, '证件号码', 'ID_NUMBER_INVALID'], [4, '到达日期', 'DAY_IN_FUTURE'], [5, '证件号码', 'NOT_FINDABLE'],
    ]);
  });

  it('imported again changes nothing, with the same key or another', async () => {
    const key = crypto.randomUUID();
    const rows: Row[] = [['赵小明', idNumber(1), '', '', '', ''], ['周不在', idNumber(900), '', '', '', '']];
    const source = await saveSource();
    const send = (given: string) =>
      people.call(office, `mutation ($input: ImportReconciliationListInput!) { importReconciliationList(input: $input) { id accepted repeated counts { total } } }`, {
        input: { key: given, sourceId: source.id, areaCode: district, fileName: 'a.csv', contentBase64: csv(rows) },
      });
    const first = (await send(key)).importReconciliationList;
    expect((await send(key)).importReconciliationList).toEqual(first);
    expect((await send(crypto.randomUUID())).importReconciliationList).toMatchObject({ accepted: 0, repeated: 2, counts: { total: 0 } });
    expect((await counts(first.id)).counts.total).toBe(2);
  });

  it('comes as GB 18030 with tabs and protected numbers as well', async () => {
    // 旅客姓名 … 到达日期, then 赵小明, in GB 18030: Node reads it, but does not write it.
    const inGb18030 = 'wsO/zdDVw/sJ1qS8/rrFwusJwarPtcrWu/oJs/bJ+sjVxtoJvtPXocnnx/gJtb2078jVxtoNCtXU0KHD9wk=';
    const bytes = Buffer.concat([Buffer.from(inGb18030, 'base64'), Buffer.from(`="${idNumber(1)}"\t'13800001111\t\t\t`)]);
    const list = await importRows([], crypto.randomUUID(), bytes.toString('base64'));
    expect(list.counts).toMatchObject({ total: 1, matched: 1 });
  });

  it('without one of its source\'s columns, or of another kind, is refused with what to do', async () => {
    const source = await saveSource();
    const mutation = `mutation ($input: ImportReconciliationListInput!) { importReconciliationList(input: $input) { id } }`;
    const input = { key: crypto.randomUUID(), sourceId: source.id, areaCode: district, fileName: 'a.csv' };
    const lacking = await people.refused(office, mutation, { input: { ...input, contentBase64: Buffer.from('旅客姓名,证件号码\n赵小明,1').toString('base64') } });
    expect(lacking).toMatchObject({ code: 'LIST_COLUMN_MISSING', message: expect.stringContaining('联系手机') });
    expect((await people.refused(office, mutation, { input: { ...input, contentBase64: Buffer.from('%PDF-1.4\0\0\0').toString('base64') } })).code).toBe('LIST_UNREADABLE');
    expect((await people.refused(office, mutation, { input: { ...input, contentBase64: '' } })).code).toBe('LIST_EMPTY');
  });
});

describe('a source', () => {
  it('suggests what its headings mean', async () => {
    const contentBase64 = Buffer.from('序号,用户名称,证件类型,证件号码,手机号码,漫游地,入市时间,居住地址\n1,a,b,c,d,e,f,g').toString('base64');
    const { previewList } = await people.call(office, `query ($c: String!) { previewList(contentBase64: $c) { rows headings suggested { heading field } } }`, { c: contentBase64 });
    expect(previewList.rows).toBe(1);
    expect(previewList.suggested).toEqual([
      { heading: '证件号码', field: 'ID_NUMBER' }, { heading: '手机号码', field: 'PHONE' }, { heading: '用户名称', field: 'NAME' },
      { heading: '漫游地', field: 'CAME_FROM' }, { heading: '入市时间', field: 'ARRIVED_ON' }, { heading: '居住地址', field: 'ADDRESS' },
    ]);
  });

  it('keeps its columns by title, and nobody overwrites what they have not seen', async () => {
    const first = await saveSource();
    expect(await saveSource({ version: 1 })).toEqual({ id: first.id, version: 2 });
    const mutation = `mutation ($input: SaveListSourceInput!) { saveListSource(input: $input) { id } }`;
    const input = { areaCode: district, title: '铁路到站名单', origin: 'RAIL', columns, version: 1 };
    expect((await people.refused(office, mutation, { input })).code).toBe('LIST_SOURCE_CHANGED_MEANWHILE');
    expect((await people.refused(office, mutation, { input: { ...input, title: '别的', columns: [{ heading: '姓名', field: 'NAME' }] } })).code).toBe('LIST_SOURCE_INVALID');
  });
});

describe('a miss', () => {
  it('lies with the community that the row names, and is due in a day', async () => {
    const list = await importRows([['周不在', idNumber(900), '', '', '文化巷', ''], ['吴不在', idNumber(901), '', '', '不知道', '']]);
    const [named, unnamed] = await listed(list.id, 'owner { code } dueAt overdue');
    expect(named).toMatchObject({ area: { code: community }, owner: { code: community }, overdue: false });
    expect(unnamed).toMatchObject({ area: { code: district } });
    expect((await counts(list.id)).countsByArea).toEqual([expect.objectContaining({ area: { code: '410811' }, total: 1 }), expect.objectContaining({ area: { code: '410811001' }, total: 1 })]);
    people.clock.advance(25 * 3_600_000);
    expect((await counts(list.id)).counts).toMatchObject({ overdue: 2 });
    expect(await listed(list.id, '', ', overdueOnly: true')).toHaveLength(2);
  });

  it('is looked for at the door, each finding with its line of history, and stale ones are refused', async () => {
    const list = await importRows([['周不在', idNumber(900), '', '', '文化巷', '']]);
    const [miss] = await listed(list.id);
    const input = { listedId: miss!.id, version: miss!.version, finding: 'CLOSED', note: '三次敲门无人' };
    const { recordDoorFinding: closed } = await people.call(clerk, recordDoorFinding, { input });
    expect(closed).toMatchObject({ outcome: 'CLOSED', history: [{ was: 'MISSING', became: 'CLOSED', cause: 'VISIT' }] });
    expect((await people.refused(clerk, recordDoorFinding, { input: { ...input, finding: 'REFUSED' } })).code).toBe('LISTED_PERSON_CHANGED_MEANWHILE');
    expect((await counts(list.id)).counts).toMatchObject({ total: 1, closed: 1, notAtDoor: 1, missing: 0 });
  });

  it('is matched when the register learns of the person later, whatever had been said before', async () => {
    const list = await importRows([['周后来', idNumber(20), '', '', '', '']]);
    const [miss] = await listed(list.id);
    await people.call(office, recordDoorFinding, { input: { listedId: miss!.id, version: miss!.version, finding: 'NOT_LOCAL' } });
    await importLines(people, [line(20, { name: '周后来' })]);
    expect((await listed(list.id, 'history { cause became }'))[0]).toMatchObject({
      outcome: 'MATCHED', person: { name: '周后来' }, history: [{ cause: 'VISIT' }, { cause: 'LATE_DATA', became: 'MATCHED' }],
    });
    expect((await counts(list.id)).counts).toMatchObject({ total: 1, matched: 1, notAtDoor: 0 });
  });

  it('is given to a grid with a deadline', async () => {
    const list = await importRows([['周不在', idNumber(900), '', '', '文化巷', '']]);
    const [miss] = await listed(list.id);
    const mutation = `mutation ($input: AssignListedInput!) { assignListed(input: $input) { owner { code } dueAt } }`;
    const input = { listedIds: [miss!.id], ownerAreaCode: `${community}001`, dueAt: '2022-11-22T18:00:00+08:00' };
    expect((await people.call(clerk, mutation, { input })).assignListed).toEqual([{ owner: { code: `${community}001` }, dueAt: '2022-11-22T10:00:00.000Z' }]);
    expect((await people.refused(clerk, mutation, { input: { ...input, dueAt: '2022-11-01T00:00:00+08:00' } })).code).toBe('DEADLINE_INVALID');
  });
});

describe('another area', () => {
  const squareClerk = actorOf('community', { id: 'square', areaCode: '410811001002' });

  it('is asked, answers, and the row comes back', async () => {
    const list = await importRows([['周不在', idNumber(900), '', '', '文化巷', '']]);
    const [miss] = await listed(list.id);
    const { pushListed: pushed } = await people.call(clerk, pushListed, { input: { listedId: miss!.id, version: miss!.version, toAreaCode: '410811001002', note: '据邻居称在广场社区' } });
    expect(pushed).toMatchObject({ answer: null, to: { code: '410811001002' } });
    expect((await counts(list.id)).counts).toMatchObject({ total: 1, pushed: 1 });

    const { assistRequests } = await people.call(squareClerk, `{ assistRequests(areaCode: "410811001002") { totalCount edges { node { id note listed { name idNumber area { code } } } } } }`);
    // Who is asked to find somebody sees whom.
    expect(assistRequests.edges[0].node).toMatchObject({ id: pushed.id, note: '据邻居称在广场社区', listed: { name: '周不在', idNumber: idNumber(900) } });

    expect((await people.refused(clerk, answerAssist, { input: { assistId: pushed.id, found: false } })).code).toBe('ASSIST_NOT_FOUND');
    expect((await people.call(squareClerk, answerAssist, { input: { assistId: pushed.id, found: false, note: '查无此人' } })).answerAssist).toMatchObject({ answer: 'NOT_FOUND', listed: { outcome: 'TRACING' } });
    expect((await people.refused(squareClerk, answerAssist, { input: { assistId: pushed.id, found: false } })).code).toBe('ASSIST_ANSWERED');
    expect((await counts(list.id)).counts).toMatchObject({ total: 1, tracing: 1, pushed: 0 });
  });

  it('and the asking one find their request by its id; a third finds as little as by an id that nobody has', async () => {
    const list = await importRows([['周不在', idNumber(900), '', '', '文化巷', '']]);
    const [miss] = await listed(list.id);
    const { pushListed: pushed } = await people.call(clerk, pushListed, { input: { listedId: miss!.id, version: miss!.version, toAreaCode: '410811001002' } });
    const of = [pushed.id, crypto.randomUUID(), 'none'].map((id) => ({ __typename: 'AssistRequest', id }));
    const find = async (who: typeof clerk) => (await people.call(who, `query ($of: [_Any!]!) { _entities(representations: $of) { ... on AssistRequest { id to { code } listed { name } } } }`, { of }))._entities;
    const request = { id: pushed.id, to: { code: '410811001002' }, listed: { name: '周不在' } };
    for (const who of [clerk, squareClerk]) expect(await find(who)).toEqual([request, null, null]);
    expect(await find(actorOf('community', { id: 'third', areaCode: '410811001003' }))).toEqual([null, null, null]);
  });

  it('may not be the person\'s own, and is asked once at a time', async () => {
    const list = await importRows([['周不在', idNumber(900), '', '', '文化巷', '']]);
    const [miss] = await listed(list.id);
    const input = { listedId: miss!.id, version: miss!.version, toAreaCode: '410811001' };
    expect((await people.refused(clerk, pushListed, { input })).code).toBe('PUSH_TARGET_INVALID');
    await people.call(clerk, pushListed, { input: { ...input, toAreaCode: '410811001002' } });
    expect((await people.refused(clerk, pushListed, { input: { ...input, toAreaCode: '410811001002', version: miss!.version + 1 } })).code).toBe('LISTED_PERSON_PUSHED');
  });

  it('sees nobody whom it was not asked for', async () => {
    const list = await importRows([['周不在', idNumber(900), '', '', '文化巷', '']]);
    const [miss] = await listed(list.id);
    expect((await people.refused(squareClerk, recordDoorFinding, { input: { listedId: miss!.id, version: miss!.version, finding: 'CLOSED' } })).code).toBe('LISTED_PERSON_NOT_FOUND');
    expect((await people.refused(squareClerk, recordDoorFinding, { input: { listedId: crypto.randomUUID(), version: 1, finding: 'CLOSED' } })).code).toBe('LISTED_PERSON_NOT_FOUND');
    expect((await people.refused(squareClerk, `query { listedPeople(listId: "${list.id}", areaCode: "${district}") { totalCount } }`)).code).toBe('AREA_NOT_YOURS');
  });
});

describe('a wrong match', () => {
  it('is taken back and traced again', async () => {
    const list = await importRows([['赵小明', idNumber(1), '', '', '', '']]);
    const [matched] = await listed(list.id);
    const undone = await people.call(office, undoMatch, { input: { listedId: matched!.id, version: matched!.version, note: '同号不同人' } });
    expect(undone.undoMatch).toMatchObject({ outcome: 'TRACING', history: [{ was: 'MATCHED', became: 'TRACING', cause: 'REOPENED' }] });
    expect((await counts(list.id)).counts).toMatchObject({ total: 1, matched: 0, tracing: 1 });
  });
});

describe('residents whom the list does not have', () => {
  it('are named', async () => {
    const list = await importRows([['赵小明', idNumber(1), '', '', '', '']]);
    const { reconciliationList } = await people.call(office, `query ($id: ID!) { reconciliationList(id: $id) { unlisted(areaCode: "${community}") { totalCount edges { node { name } } } } }`, { id: list.id });
    expect(reconciliationList.unlisted.totalCount).toBe(3);
    expect(reconciliationList.unlisted.edges.map((edge: { node: { name: string } }) => edge.node.name).sort()).toEqual(['孙晓华', '李四光', '钱小红'].sort());
  });
});

describe('the sums', () => {
  it('balance whatever order changes come in', async () => {
    const rows = Array.from({ length: 40 }, (_, at): Row => [`周${'甲乙丙丁戊己庚辛壬癸'[at % 10]}`, idNumber(500 + at), '', '', at % 2 ? '文化巷' : '广场', '']);
    const list = await importRows(rows);
    let seed = 20_221_120;
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let step = 0; step < 60; step += 1) {
      const all = await listed(list.id);
      const one = all[random(all.length)]!;
      const input = { listedId: one.id, version: one.version };
      const act = random(5);
      if (one.outcome === 'MATCHED') await people.call(office, undoMatch, { input });
      else if (one.outcome === 'PUSHED') continue;
      else if (act === 0) await importLines(people, [line(random(40) + 500, { name: rows[0]![0], room: String(1000 + step) })]);
      else if (act === 1) await people.call(office, pushListed, { input: { ...input, toAreaCode: one.area.code === community ? '410811001002' : community } });
      else await people.call(office, recordDoorFinding, { input: { ...input, finding: ['MISSING', 'MOVED_AWAY', 'REFUSED', 'CLOSED', 'NOT_LOCAL', 'TRACING'][random(6)] } });
      const { counts: whole, countsByArea } = await counts(list.id);
      const sum = (of: Record<string, number>) => of.matched! + of.missing! + of.notAtDoor! + of.pushed! + of.tracing!;
      expect(whole.total).toBe(40);
      expect(sum(whole)).toBe(40);
      expect(countsByArea.reduce((total: number, of: Record<string, number>) => total + sum(of), 0)).toBe(40);
      const kept = await people.database.query(`SELECT outcome, count(*)::int AS people FROM listed_people WHERE list_id = $1 GROUP BY 1`, [list.id]);
      for (const row of kept as { outcome: string; people: number }[]) {
        const field = row.outcome.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
        expect(whole[field]).toBe(row.people);
      }
    }
  });

  it('follow raw SQL as well, and two outcomes at once are refused', async () => {
    const list = await importRows([['周不在', idNumber(900), '', '', '', '']]);
    await people.database.query(`UPDATE listed_people SET outcome = 'REFUSED' WHERE list_id = $1`, [list.id]);
    expect((await counts(list.id)).counts).toMatchObject({ total: 1, refused: 1, missing: 0 });
    await expect(people.database.query(`UPDATE listed_people SET outcome = 'MATCHED' WHERE list_id = $1`, [list.id])).rejects.toThrow('check constraint');
    await people.database.query(`DELETE FROM listed_people WHERE list_id = $1`, [list.id]);
    expect((await counts(list.id)).counts).toMatchObject({ total: 0 });
  });
});
