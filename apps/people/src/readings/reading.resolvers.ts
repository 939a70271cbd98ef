import { areaLineage } from '@lianfang/contracts/areas';
import { demandArea, withinArea } from '@lianfang/platform/auth';
import { newId } from '@lianfang/platform/clock';
import { connection, pageOfIds } from '@lianfang/platform/graph';
import { concealed, inSight } from '@lianfang/platform/masking';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { areaOf } from '../areas/area.loader.ts';
import { loadArea } from '../areas/area.store.ts';
import type { Resolvers, SaveReadingSourceInput } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { xlsxContentType } from '../ledgers/ledger.spreadsheet.ts';
import { readForeignSheet } from '../sheets/sheet.spreadsheet.ts';
import { suggestReadingColumns } from './reading.columns.ts';
import { importReadings } from './reading.import.ts';
import { readingImportLoader, readingSourceLoader, readingsLoader } from './reading.loader.ts';
import { areaTooWide, sourceChangedMeanwhile, sourceUnknown } from './reading.refusals.ts';
import { judgeReadingSource } from './reading.rules.ts';
import type { ReadingImport, ReadingSource } from './reading.rules.ts';
import {
  countReadingImports, findReadingErrorSheet, findReadingImports, findReadingSourceForUpdate, listReadingSources, loadReadingSource, pageReadingImports, putReadingSource,
} from './reading.store.ts';

const mostErrorsListed = 1_000;
const countyDigits = 6;

type ReadingResolvers = Pick<Resolvers, 'ReadingSource' | 'ReadingImport' | 'ReadingError' | 'Reading' | 'Household' | 'Query' | 'Mutation'>;

export const readingResolvers: ReadingResolvers = {
  Query: {
    readingSources: (_root, { areaCode }, ctx) => {
      demandArea(ctx.actor, areaCode);
      return listReadingSources(ctx.database.manager, areaCode);
    },
    previewReadings: async (_root, { contentBase64 }) => {
      const { headings, rows } = await readForeignSheet(Buffer.from(contentBase64, 'base64'));
      const named = headings.filter(Boolean);
      return { headings: named, suggested: suggestReadingColumns(named), rows: rows.length };
    },
    readingImport: (_root, { id }, ctx) => findConcerned(ctx, id),
    readingImports: async (_root, { areaCode, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      return connection(await pageReadingImports(ctx.database.manager, areaCode, page), page, (row) => row.id, () => countReadingImports(ctx.database.manager, areaCode));
    },
  },
  Mutation: {
    saveReadingSource: (_root, { input }, ctx) => {
      demandArea(ctx.actor, input.areaCode);
      return transact(ctx.database, (tx) => saveSource(tx, input));
    },
    importReadings: async (_root, { input }, ctx) => {
      demandArea(ctx.actor, input.areaCode);
      if (input.areaCode.length < countyDigits) throw areaTooWide();
      // Reading takes seconds for a large file; the transaction begins when it is done.
      const sheet = await readForeignSheet(Buffer.from(input.contentBase64, 'base64'));
      const call = { key: input.key, operation: 'importReadings', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, call, async () => {
          await loadArea(tx, input.areaCode);
          const source = await loadReadingSource(tx, input.sourceId);
          if (!concerns(source.areaCode, ctx)) throw sourceUnknown();
          return importReadings(tx, sheet, source, input, ctx);
        });
        return (await findReadingImports(tx, [id]))[0]!;
      });
    },
  },
  ReadingSource: {
    __resolveReference: async ({ id }, ctx) => {
      const source = await readingSourceLoader(ctx).load(id);
      return source && concerns(source.areaCode, ctx) ? source : null;
    },
    title: ({ name }) => name,
    area: ({ areaCode }, _args, ctx) => areaOf(ctx, areaCode),
  },
  ReadingImport: {
    __resolveReference: ({ id }, ctx) => findConcerned(ctx, id),
    source: async ({ sourceId }, _args, ctx) => (await readingSourceLoader(ctx).load(sourceId))!,
    area: ({ areaCode }, _args, ctx) => areaOf(ctx, areaCode),
    errors: ({ errors }) => errors.slice(0, mostErrorsListed),
    errorSheet: async (row, _args, ctx) => {
      const sealed = await findReadingErrorSheet(ctx.database.manager, row.id);
      if (!sealed) return null;
      const content = await ctx.tell('Reading.meter', row, concealed<string | null>({ open: () => ctx.sealer.open(sealed), mask: () => null }));
      if (!content) return null;
      return { fileName: `${row.fileName.replace(/\.(xlsx|csv)$/i, '')}-错误行.xlsx`, contentType: xlsxContentType, contentBase64: content };
    },
  },
  ReadingError: { reason: ({ texts }, _args, { language }) => texts[language] },
  Household: {
    readings: async (household, _args, ctx) => {
      if (household.areaCode === null || !inSight({ areaCode: household.areaCode, householdId: household.id }, ctx)) return [];
      return ((await readingsLoader(ctx).load(household.id)) ?? []).map((reading) => ({ ...reading, areaCode: household.areaCode }));
    },
  },
};

/** A file or a source concerns whoever works in its area or answers for a wider one. */
function concerns(areaCode: string, ctx: Context): boolean {
  return withinArea(ctx.actor, areaCode) || areaLineage(ctx.actor.areaCode).includes(areaCode);
}

async function findConcerned(ctx: Context, id: string): Promise<ReadingImport | null> {
  const row = await readingImportLoader(ctx).load(id);
  return row && concerns(row.areaCode, ctx) ? row : null;
}

async function saveSource(tx: Tx, input: SaveReadingSourceInput): Promise<ReadingSource> {
  const { name, columns } = judgeReadingSource(input.title, input.columns);
  await loadArea(tx, input.areaCode);
  const known = await findReadingSourceForUpdate(tx, input.areaCode, name);
  if (known && known.version !== input.version) throw sourceChangedMeanwhile(known.version);
  const source = { id: known?.id ?? newId(), areaCode: input.areaCode, name, utility: input.utility, columns, version: (known?.version ?? 0) + 1 };
  await putReadingSource(tx, source);
  return source;
}
