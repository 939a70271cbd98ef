import { demandArea, withinArea } from '@lianfang/platform/auth';
import { newId, shanghaiDay } from '@lianfang/platform/clock';
import { pageOf } from '@lianfang/platform/graph';
import { concealed } from '@lianfang/platform/masking';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { areaOf } from '../areas/area.loader.ts';
import { shortAreaName } from '../areas/area.rules.ts';
import { loadArea } from '../areas/area.store.ts';
import { noteDuplicates } from '../duplicates/duplicate.change.ts';
import type { ImportLedgerInput, Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { matchLateEntries } from '../reconciliation/reconcile.change.ts';
import { changeRegister } from '../register/register.change.ts';
import { actAs } from '../sweeps/sweep.change.ts';
import { setRegisterNow } from '../residents/resident.store.ts';
import { columnNamed, ledgerColumns } from './ledger.columns.ts';
import { importEntries } from './ledger.import.ts';
import { ledgerExportTooLarge } from './ledger.refusals.ts';
import { judgeLedger } from './ledger.rules.ts';
import type { LedgerFault, LedgerImport, LedgerRow } from './ledger.rules.ts';
import { readLedger, writeErrorSheet, writeLedger, xlsxContentType } from './ledger.spreadsheet.ts';
import { findErrorSheet, findImport, insertImport, listForExport, listImports, listKnownCompounds } from './ledger.store.ts';
import type { ExportRow } from './ledger.store.ts';

const mostErrorsListed = 1_000;
const mostRowsExported = 20_000;

type LedgerResolvers = Pick<Resolvers, 'LedgerImport' | 'LedgerError' | 'Query' | 'Mutation'>;

export const ledgerResolvers: LedgerResolvers = {
  Query: {
    ledgerTemplate: async (_root, { areaCode }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const area = await loadArea(ctx.database.manager, areaCode);
      const compounds = await listKnownCompounds(ctx.database.manager, areaCode);
      const rows = compounds.map(({ name, communityName }) => ({ community: shortAreaName(communityName), compound: name }));
      return spreadsheet(`台账模板-${shortAreaName(area.name)}.xlsx`, await writeLedger(rows));
    },
    ledgerImport: async (_root, { id }, ctx) => {
      const found = await findImport(ctx.database.manager, id);
      return found && withinArea(ctx.actor, found.areaCode) ? found : null;
    },
    ledgerImports: (_root, { areaCode, first }, ctx) => {
      demandArea(ctx.actor, areaCode);
      return listImports(ctx.database.manager, areaCode, pageOf({ first }).first);
    },
    ledgerExport: async (_root, { areaCode }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const area = await loadArea(ctx.database.manager, areaCode);
      const rows = await listForExport(ctx.database.manager, areaCode, mostRowsExported + 1);
      if (rows.length > mostRowsExported) throw ledgerExportTooLarge();
      ctx.audit.exported({ what: 'ledger', count: rows.length, areaCode });
      const ledger = await Promise.all(rows.map((row) => toldRow(row, ctx)));
      return spreadsheet(`台账-${shortAreaName(area.name)}-${shanghaiDay(ctx.clock.now())}.xlsx`, await writeLedger(ledger));
    },
  },
  Mutation: {
    importLedger: async (_root, { input }, ctx) => {
      demandArea(ctx.actor, input.areaCode);
      // Reading takes seconds for a large ledger; the transaction begins when it is done.
      const mapped = input.columns?.map(({ heading, column }) => ({ heading, column: columnNamed(column) }));
      const rows = await readLedger(Buffer.from(input.contentBase64, 'base64'), mapped);
      const call = { key: input.key, operation: 'importLedger', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, call, () => importLedger(tx, rows, input, ctx));
        return (await findImport(tx, id))!;
      });
    },
  },
  LedgerImport: {
    area: (found, _args, ctx) => areaOf(ctx, found.areaCode),
    errors: (found) => found.errors.slice(0, mostErrorsListed),
    errorSheet: async (found, _args, ctx) => {
      const sealed = await findErrorSheet(ctx.database.manager, found.id);
      if (!sealed) return null;
      // It holds the rows as they came, with every number in full: whoever would see those masked does not get the file.
      const contentBase64 = await ctx.tell('Person.idNumber', found, concealed<string | null>({ open: () => ctx.sealer.open(sealed), mask: () => null }));
      if (contentBase64 !== null) ctx.audit.exported({ what: 'ledger-error-sheet', count: found.rowsRejected, areaCode: found.areaCode });
      return contentBase64 === null ? null : { fileName: errorSheetName(found.fileName), contentType: xlsxContentType, contentBase64 };
    },
  },
  LedgerError: {
    column: (fault) => ledgerColumns[fault.column].heading,
    reason: (fault, _args, ctx) => fault.texts[ctx.language],
  },
};

/** A line of the register as this caller sees the same people in the graph. */
async function toldRow({ areaCode, idNumberSealed, phoneSealed, ...row }: ExportRow, ctx: Context) {
  const at = { areaCode };
  const unsealed = (sealed: Buffer | null, mask: string | null) => sealed && concealed({ open: () => ctx.sealer.open(sealed), mask: () => mask ?? '' });
  return {
    ...row,
    community: shortAreaName(row.community),
    compound: await ctx.tell('Compound.name', at, row.compound),
    building: await ctx.tell('Household.building', at, row.building),
    unit: await ctx.tell('Household.unit', at, row.unit),
    room: await ctx.tell('Household.room', at, row.room),
    name: (await ctx.tell('Person.name', at, row.name || null)) ?? '',
    birthDate: (await ctx.tell('Person.birthDate', at, row.birthDate)) ?? '',
    relation: (await ctx.tell('Person.relation', at, row.relation || null)) ?? '',
    idNumber: (await ctx.tell('Person.idNumber', at, unsealed(idNumberSealed, row.idNumberMask))) ?? '',
    phone: (await ctx.tell('Person.phone', at, unsealed(phoneSealed, row.phoneMask))) ?? '',
  };
}

function spreadsheet(fileName: string, bytes: Buffer) {
  return { fileName, contentType: xlsxContentType, contentBase64: bytes.toString('base64') };
}

function errorSheetName(fileName: string): string {
  return `${fileName.replace(/\.(xlsx|csv)$/i, '')}-错误行.xlsx`;
}

async function importLedger(tx: Tx, rows: readonly LedgerRow[], input: ImportLedgerInput, ctx: Context): Promise<string> {
  const now = ctx.clock.now();
  await loadArea(tx, input.areaCode);
  await setRegisterNow(tx, now);
  const { entries, faults } = judgeLedger(rows, await listKnownCompounds(tx, input.areaCode, true), shanghaiDay(now));
  await actAs(tx, ctx.actor);
  const outcome = await importEntries(tx, entries, input.areaCode, ctx.sealer);
  await changeRegister(tx, outcome.changes, now);
  await matchLateEntries(tx, outcome.personIds, now);
  await noteDuplicates(tx, outcome.personIds, now);
  const allFaults = [...faults, ...outcome.faults].sort((a, b) => a.row - b.row);
  const ledgerImport: LedgerImport = {
    id: newId(),
    areaCode: input.areaCode,
    fileName: input.fileName.slice(0, 200),
    importedAt: now,
    importedBy: ctx.actor.name,
    rows: rows.length,
    householdsAdded: outcome.householdsAdded,
    peopleAdded: outcome.peopleAdded,
    peopleUpdated: outcome.peopleUpdated,
    unchanged: outcome.unchanged,
    rowsRejected: new Set(allFaults.map((fault) => fault.row)).size,
    errors: allFaults.map(({ row, column, code, texts }) => ({ row, column, code, texts })),
    errorSheetSealed: await sealedErrorSheet(rows, allFaults, ctx),
  };
  await insertImport(tx, ledgerImport);
  return ledgerImport.id;
}

async function sealedErrorSheet(rows: readonly LedgerRow[], faults: readonly LedgerFault[], ctx: Context): Promise<Buffer | null> {
  if (faults.length === 0) return null;
  return ctx.sealer.seal((await writeErrorSheet(rows, faults, ctx.language)).toString('base64'));
}
