import { connection, pageOfIds } from '@lianfang/platform/graph';
import { newId, shanghaiDay } from '@lianfang/platform/clock';
import { concealed } from '@lianfang/platform/masking';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import type { ImportFeverReportsInput, ReportFeverInput, Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { xlsxContentType } from '../ledgers/ledger.spreadsheet.ts';
import { readForeignSheet, rowsOf, writeRejected } from '../sheets/sheet.spreadsheet.ts';
import type { Sheet } from '../sheets/sheet.spreadsheet.ts';
import { suggestFeverColumns } from './fever-report.columns.ts';
import { judgeReport, judgeRows } from './fever-report.rules.ts';
import type { FeverImport } from './fever-report.rules.ts';
import { countOwnReports, findFeverErrorSheet, findFeverImports, findFeverReports, insertFeverImport, pageOwnReports, settleFeverImport } from './fever-report.store.ts';
import { fileReports } from './file-reports.change.ts';
import type { Reporter } from './file-reports.change.ts';

const mostErrorsListed = 1_000;

type FeverReportResolvers = Pick<Resolvers, 'FeverReport' | 'FeverImport' | 'FeverReportError' | 'Query' | 'Mutation'>;

export const feverReportResolvers: FeverReportResolvers = {
  Query: {
    myFeverReports: async (_root, { first, after }, ctx) => {
      const page = pageOfIds({ first, after });
      return connection(await pageOwnReports(ctx.database.manager, ctx.actor.id, page), page, (row) => row.id, () => countOwnReports(ctx.database.manager, ctx.actor.id));
    },
  },
  Mutation: {
    reportFever: (_root, { input }, ctx) => {
      const call = { key: input.key, operation: 'reportFever', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, call, () => report(tx, input, ctx));
        return (await findFeverReports(tx, [id]))[0]!;
      });
    },
    importFeverReports: async (_root, { input }, ctx) => {
      const sheet = await readForeignSheet(Buffer.from(input.contentBase64, 'base64'));
      const call = { key: input.key, operation: 'importFeverReports', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, call, () => importReports(tx, sheet, input, ctx));
        return (await findFeverImports(tx, [id]))[0]!;
      });
    },
  },
  FeverReport: {
    idNumber: ({ idNumberSealed, idNumberMask }, _args, ctx) => idNumberSealed && concealed({ open: () => ctx.sealer.open(idNumberSealed), mask: () => idNumberMask! }),
    phone: ({ phoneSealed, phoneMask }, _args, ctx) => phoneSealed && concealed({ open: () => ctx.sealer.open(phoneSealed), mask: () => phoneMask! }),
    imported: ({ importId }) => importId !== null,
  },
  FeverImport: {
    errors: ({ errors }) => errors.slice(0, mostErrorsListed),
    errorSheet: async (row, _args, ctx) => {
      const sealed = await findFeverErrorSheet(ctx.database.manager, row.id);
      if (!sealed || row.reporterId !== ctx.actor.id) return null;
      // The rows go back to whom they came from, a minute ago, from the same file.
      return { fileName: `${row.fileName.replace(/\.(xlsx|csv)$/i, '')}-错误行.xlsx`, contentType: xlsxContentType, contentBase64: ctx.sealer.open(sealed) };
    },
  },
  FeverReportError: { reason: ({ texts }, _args, { language }) => texts[language] },
};

function reporterOf({ actor }: Context, importId: string | null): Reporter {
  return { id: actor.id, name: actor.name, areaCode: actor.areaCode, importId };
}

async function report(tx: Tx, input: ReportFeverInput, ctx: Context): Promise<string> {
  const now = ctx.clock.now();
  const claim = judgeReport(input, shanghaiDay(now), now);
  // By its key: the same buyer may come twice in a minute.
  const [id] = await fileReports(tx, [claim], [`key ${input.key}`], reporterOf(ctx, null), ctx);
  return id!;
}

async function importReports(tx: Tx, sheet: Sheet, input: ImportFeverReportsInput, ctx: Context): Promise<string> {
  const now = ctx.clock.now();
  const columns = suggestFeverColumns(sheet.headings);
  const rows = rowsOf(sheet, columns);
  const { claims, faults } = judgeRows(rows, columns, input.kind, shanghaiDay(now), now);
  const made: FeverImport = {
    id: newId(), reporterId: ctx.actor.id, reporter: ctx.actor.name, areaCode: ctx.actor.areaCode, fileName: input.fileName.slice(0, 200), receivedAt: now, rows: rows.length,
    accepted: claims.length, repeated: 0, rejected: rows.length - claims.length, errors: faults,
    errorSheetSealed: faults.length > 0 ? ctx.sealer.seal((await writeRejected(sheet, faults, ctx.language)).toString('base64')) : null,
  };
  await insertFeverImport(tx, made);
  const identities = claims.map(({ row }) => ctx.sealer.index(JSON.stringify([input.kind, sheet.headings, row.all])).toString('hex'));
  const filed = await fileReports(tx, claims.map(({ claim }) => claim), identities, reporterOf(ctx, made.id), ctx);
  const accepted = filed.filter((id) => id !== null).length;
  await settleFeverImport(tx, made.id, { accepted, repeated: claims.length - accepted });
  return made.id;
}
