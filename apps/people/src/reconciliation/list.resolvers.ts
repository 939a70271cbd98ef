import { areaLineage } from '@lianfang/contracts/areas';
import { demandArea, demandSight, withinArea } from '@lianfang/platform/auth';
import { newId, shanghaiDay } from '@lianfang/platform/clock';
import { connection, pageOfIds } from '@lianfang/platform/graph';
import { concealed } from '@lianfang/platform/masking';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { areaOf } from '../areas/area.loader.ts';
import { loadArea } from '../areas/area.store.ts';
import type { ImportReconciliationListInput, Resolvers, SaveListSourceInput } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { xlsxContentType } from '../ledgers/ledger.spreadsheet.ts';
import { personLoader } from '../people/person.loader.ts';
import { pinyinOf } from '../people/pinyin.ts';
import { readForeignSheet, rowsOf, writeRejected } from '../sheets/sheet.spreadsheet.ts';
import type { Sheet } from '../sheets/sheet.spreadsheet.ts';
import { suggestColumns } from './list.columns.ts';
import { countsLoader, listLoader, sourceLoader } from './list.loader.ts';
import { sourceChangedMeanwhile, sourceUnknown } from './list.refusals.ts';
import { judgeList, judgeSource } from './list.rules.ts';
import type { ListSource, ReconciliationList } from './list.rules.ts';
import { areasWithRows, findErrorSheet, findLists, findSourceForUpdate, insertList, listCommunityNames, listSources, loadSource, pageLists, putSource, settleList } from './list.store.ts';
import { areaOfClaim, clearWithinMs, sealClaim } from './listed.rules.ts';
import { insertListed } from './listed.store.ts';
import { countUnlisted, listUnlisted } from './match.store.ts';
import { reconcileList } from './reconcile.change.ts';

const mostErrorsListed = 1_000;

type ListResolvers = Pick<Resolvers, 'ListSource' | 'ReconciliationList' | 'ReconciliationCounts' | 'ListError' | 'Query' | 'Mutation'>;

export const listResolvers: ListResolvers = {
  Query: {
    listSources: (_root, { areaCode }, ctx) => {
      demandArea(ctx.actor, areaCode);
      return listSources(ctx.database.manager, areaCode);
    },
    previewList: async (_root, { contentBase64 }) => {
      const { headings, rows } = await readForeignSheet(Buffer.from(contentBase64, 'base64'));
      const named = headings.filter(Boolean);
      return { headings: named, suggested: suggestColumns(named), rows: rows.length };
    },
    reconciliationList: (_root, { id }, ctx) => findConcerned(ctx, id),
    reconciliationLists: async (_root, { areaCode, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      return connection(await pageLists(ctx.database.manager, areaCode, page), page, (list) => list.id);
    },
  },
  Mutation: {
    saveListSource: (_root, { input }, ctx) => {
      demandArea(ctx.actor, input.areaCode);
      return transact(ctx.database, (tx) => saveSource(tx, input));
    },
    importReconciliationList: async (_root, { input }, ctx) => {
      demandArea(ctx.actor, input.areaCode);
      // Reading takes seconds for a large list; the transaction begins when it is done.
      const sheet = await readForeignSheet(Buffer.from(input.contentBase64, 'base64'));
      const call = { key: input.key, operation: 'importReconciliationList', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, call, () => importList(tx, sheet, input, ctx));
        return (await findLists(tx, [id]))[0]!;
      });
    },
  },
  ListSource: {
    __resolveReference: ({ id }, ctx) => sourceLoader(ctx).load(id).then((source) => (source && concerns(source.areaCode, ctx) ? source : null)),
    title: (source) => source.name,
    area: (source, _args, ctx) => areaOf(ctx, source.areaCode),
  },
  ReconciliationList: {
    __resolveReference: ({ id }, ctx) => findConcerned(ctx, id),
    source: async (list, _args, ctx) => (await sourceLoader(ctx).load(list.sourceId))!,
    area: (list, _args, ctx) => areaOf(ctx, list.areaCode),
    errors: (list) => list.errors.slice(0, mostErrorsListed),
    errorSheet: async (list, _args, ctx) => {
      const sealed = await findErrorSheet(ctx.database.manager, list.id);
      if (!sealed) return null;
      const content = await ctx.tell('ListedPerson.idNumber', list, concealed<string | null>({ open: () => ctx.sealer.open(sealed), mask: () => null }));
      if (!content) return null;
      return { fileName: `${list.fileName.replace(/\.(xlsx|csv)$/i, '')}-错误行.xlsx`, contentType: xlsxContentType, contentBase64: content };
    },
    counts: async (list, { areaCode }, ctx) => (await countsLoader(ctx).load(`${list.id} ${visibleArea(list, areaCode, ctx)}`))!,
    countsByArea: async (list, { areaCode }, ctx) => {
      const asked = visibleArea(list, areaCode, ctx);
      const codes = await areasWithRows(ctx.database.manager, list.id, asked);
      // Rows that name no community stand under the area itself, and not once more under those below.
      return Promise.all(codes.map(async (code) => (await countsLoader(ctx).load(`${list.id} ${code === asked ? `=${code}` : code}`))!));
    },
    unlisted: async (list, { areaCode, first, after }, ctx) => {
      demandSight(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      const ids = await listUnlisted(ctx.database.manager, list.id, areaCode, page);
      const people = await Promise.all(ids.map(async ({ id }) => (await personLoader(ctx).load(id))!));
      return connection(people, page, (person) => person.id, () => countUnlisted(ctx.database.manager, list.id, areaCode));
    },
  },
  ReconciliationCounts: {
    area: (counts, _args, ctx) => areaOf(ctx, counts.areaCode),
  },
  ListError: {
    reason: (fault, _args, ctx) => fault.texts[ctx.language],
  },
};

/** A list or a source concerns whoever works in its area or answers for a wider one. */
function concerns(areaCode: string, ctx: Context): boolean {
  return withinArea(ctx.actor, areaCode) || areaLineage(ctx.actor.areaCode).includes(areaCode);
}

async function findConcerned(ctx: Context, id: string): Promise<ReconciliationList | null> {
  const list = await listLoader(ctx).load(id);
  return list && concerns(list.areaCode, ctx) ? list : null;
}

/** The area asked for, by default the list's, cut down to the caller's own. @throws Refusal AREA_NOT_YOURS */
function visibleArea(list: ReconciliationList, asked: string | null | undefined, ctx: Context): string {
  const code = asked ?? (withinArea(ctx.actor, list.areaCode) ? list.areaCode : ctx.actor.areaCode);
  demandArea(ctx.actor, code);
  return code;
}

async function saveSource(tx: Tx, input: SaveListSourceInput): Promise<ListSource> {
  const { name, columns } = judgeSource(input.title, input.columns);
  await loadArea(tx, input.areaCode);
  const known = await findSourceForUpdate(tx, input.areaCode, name);
  if (known && known.version !== input.version) throw sourceChangedMeanwhile(known.version);
  const source = { id: known?.id ?? newId(), areaCode: input.areaCode, name, origin: input.origin, columns, version: (known?.version ?? 0) + 1 };
  await putSource(tx, source);
  return source;
}

async function importList(tx: Tx, sheet: Sheet, input: ImportReconciliationListInput, ctx: Context): Promise<string> {
  const now = ctx.clock.now();
  await loadArea(tx, input.areaCode);
  const source = await loadSource(tx, input.sourceId);
  if (!concerns(source.areaCode, ctx)) throw sourceUnknown();
  const rows = rowsOf(sheet, source.columns);
  const { claims, faults } = judgeList(rows, source.columns, shanghaiDay(now));
  const list: ReconciliationList = {
    id: newId(),
    sourceId: source.id,
    areaCode: input.areaCode,
    fileName: input.fileName.slice(0, 200),
    receivedAt: now,
    receivedBy: ctx.actor.name,
    rows: rows.length,
    accepted: claims.length,
    repeated: 0,
    rejected: rows.length - claims.length,
    errors: faults,
    errorSheetSealed: faults.length > 0 ? ctx.sealer.seal((await writeRejected(sheet, faults, ctx.language)).toString('base64')) : null,
  };
  await insertList(tx, list);
  const communities = await listCommunityNames(tx, input.areaCode);
  const cells = new Map(rows.map((row) => [row.row, row.all]));
  const accepted = await insertListed(
    tx,
    claims.map(({ row, community: _community, idNumber: _idNumber, phone: _phone, ...claim }, at) => {
      const areaCode = areaOfClaim(claims[at]!, communities, input.areaCode);
      return {
        ...claim,
        ...sealClaim(claims[at]!, ctx.sealer),
        id: newId(),
        listId: list.id,
        sourceId: source.id,
        sourceRow: row,
        rowHash: ctx.sealer.index(JSON.stringify(cells.get(row))),
        pinyin: claim.name ? pinyinOf(claim.name).pinyin : null,
        areaCode,
        outcome: 'TRACING',
        ownerAreaCode: areaCode,
        dueAt: new Date(now.getTime() + clearWithinMs),
        changedAt: now,
      };
    }),
  );
  await settleList(tx, list.id, accepted, claims.length - accepted);
  await reconcileList(tx, list.id, ctx.actor.name, now);
  return list.id;
}
