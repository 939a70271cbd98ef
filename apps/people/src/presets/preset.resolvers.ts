import { demandArea, withinArea } from '@lianfang/platform/auth';
import { newId, shanghaiDay } from '@lianfang/platform/clock';
import { batchLoader, pageOf } from '@lianfang/platform/graph';
import { transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { areaOf } from '../areas/area.loader.ts';
import { shortAreaName } from '../areas/area.rules.ts';
import { loadArea } from '../areas/area.store.ts';
import type { Resolvers, SavePresetInput } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { writeTable, xlsxContentType } from '../ledgers/ledger.spreadsheet.ts';
import { judgePreset, ledgerFields, ownColumns, presetChangedMeanwhile, presetUnknown, sheetTooLarge } from './preset.rules.ts';
import type { LedgerLevel, PresetForm } from './preset.rules.ts';
import { findForms, insertExport, listExports, listForms, listVersions, loadPresetForUpdate, retire, saveForm } from './preset.store.ts';
import { listRows, sumRows } from './sheet.store.ts';
import { tellRow } from './sheet.telling.ts';

const mostRows = 50_000;
/** Told in pieces: a ledger of a street is not kept twice in memory. */
const rowsAtOnce = 5_000;

export const presetResolvers: Pick<Resolvers, 'ExportPreset' | 'LedgerExport' | 'Query' | 'Mutation'> = {
  Query: {
    ledgerSheet: async (_root, { areaCode, level, presetId, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const form = presetId ? await loadForm(ctx.database.manager, presetId, areaCode) : null;
      const columns = form?.columns ?? ownColumns[level];
      const limit = pageOf({ first }).first;
      const [before, cursor] = readCursor(after);
      const page = await listRows(ctx.database.manager, form?.level ?? level, areaCode, { after: cursor, limit: limit + 1 });
      const sums = await sumRows(ctx.database.manager, form?.level ?? level, areaCode);
      const shown = page.slice(0, limit);
      const day = shanghaiDay(ctx.clock.now());
      const rows = await Promise.all(shown.map((row, at) => tellRow(row, columns, { ctx, day, number: before + at + 1 })));
      const next = page.length > limit ? `${before + limit} ${shown.at(-1)!.id}` : null;
      const { rows: totalRows, ...counts } = sums;
      return { area: await areaOf(ctx, areaCode), level: form?.level ?? level, columns, rows, totalRows, next, ...counts };
    },
    ledgerSheetFile: async (_root, { areaCode, level, presetId }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const form = presetId ? await loadForm(ctx.database.manager, presetId, areaCode) : null;
      return writeSheet(areaCode, form?.level ?? level ?? 'COMMUNITY', form, ctx);
    },
    exportPresets: (_root, { areaCode }, ctx) => {
      demandArea(ctx.actor, areaCode);
      return listForms(ctx.database.manager, areaCode);
    },
    ledgerExports: (_root, { areaCode, first }, ctx) => {
      demandArea(ctx.actor, areaCode);
      return listExports(ctx.database.manager, areaCode, pageOf({ first }).first);
    },
  },
  Mutation: {
    savePreset: (_root, { input }, ctx) => {
      demandArea(ctx.actor, input.areaCode);
      const judged = judgePreset(input);
      return transact(ctx.database, async (tx) => (await findForms(tx, [await save(tx, { ...input, ...judged }, ctx)]))[0]!);
    },
    retirePreset: (_root, { presetId }, ctx) =>
      transact(ctx.database, async (tx) => {
        const preset = await loadPresetForUpdate(tx, presetId);
        if (!withinArea(ctx.actor, preset.areaCode)) throw presetUnknown();
        const [form] = await findForms(tx, [preset.id]);
        await retire(tx, preset, ctx.clock.now());
        return form!;
      }),
  },
  ExportPreset: {
    area: (form, _args, ctx) => areaOf(ctx, form.areaCode),
    versions: async (form, _args, ctx) => (await versionsOf(ctx).load(form.id)) ?? [],
  },
  LedgerExport: {
    area: (exported, _args, ctx) => areaOf(ctx, exported.areaCode),
    preset: (exported, _args, ctx) => (exported.presetId ? formLoader(ctx).load(exported.presetId) : null),
  },
};

/** A form may be used where it was made and below, and by those above. @throws Refusal PRESET_NOT_FOUND */
async function loadForm(tx: Tx, id: string, areaCode: string): Promise<PresetForm> {
  const [form] = await findForms(tx, [id]);
  if (!form || form.retired || !(areaCode.startsWith(form.areaCode) || form.areaCode.startsWith(areaCode))) throw presetUnknown();
  return form;
}

async function save(tx: Tx, input: SavePresetInput, ctx: Context): Promise<string> {
  await loadArea(tx, input.areaCode);
  const known = input.id ? await loadPresetForUpdate(tx, input.id) : null;
  if (known && !withinArea(ctx.actor, known.areaCode)) throw presetUnknown();
  if (known && known.version !== input.version) throw presetChangedMeanwhile(known.version);
  const preset = { id: known?.id ?? newId(), areaCode: known?.areaCode ?? input.areaCode, agency: input.agency, title: input.title, version: (known?.version ?? 0) + 1, retired: false };
  await saveForm(tx, preset, { presetId: preset.id, version: preset.version, level: input.level, columns: input.columns, savedBy: ctx.actor.name, savedAt: ctx.clock.now() });
  return preset.id;
}

async function writeSheet(areaCode: string, level: LedgerLevel, form: PresetForm | null, ctx: Context) {
  const area = await loadArea(ctx.database.manager, areaCode);
  const columns = form?.columns ?? ownColumns[level];
  const { rows: total } = await sumRows(ctx.database.manager, level, areaCode);
  if (total > mostRows) throw sheetTooLarge(mostRows);
  const now = ctx.clock.now();
  const day = shanghaiDay(now);
  const told: string[][] = [];
  for (let after: string | null = null; ; ) {
    const page = await listRows(ctx.database.manager, level, areaCode, { after, limit: rowsAtOnce });
    for (const row of page) told.push(await tellRow(row, columns, { ctx, day, number: told.length + 1 }));
    if (page.length < rowsAtOnce) break;
    after = page.at(-1)!.id;
  }
  ctx.audit.exported({ what: form ? `ledger-form ${form.id}@${form.version}` : `ledger-${level.toLowerCase()}`, count: told.length, areaCode });
  await transact(ctx.database, (tx) =>
    insertExport(tx, { id: newId(), areaCode, presetId: form?.id ?? null, presetVersion: form?.version ?? null, level, rows: told.length, exportedBy: ctx.actor.name, exportedAt: now }),
  );
  const title = form ? `${form.agency}-${form.title}` : { DISTRICT: '区级台账', STREET: '街道台账', COMMUNITY: '社区台账' }[level];
  const bytes = await writeTable(title.slice(0, 30), columns.map(({ field, heading }) => ({ heading, width: ledgerFields[field].width })), told);
  return { fileName: `${title}-${shortAreaName(area.name)}-${day}.xlsx`, contentType: xlsxContentType, contentBase64: bytes.toString('base64') };
}

/** How many rows came before, and the last of them. */
function readCursor(after: string | null | undefined): [number, string | null] {
  const match = /^(\d{1,7}) ([0-9a-f-]{36}(?: [0-9a-f-]{36}| )?)$/i.exec(after ?? '');
  return match ? [Number(match[1]), match[2]!] : [0, null];
}

function formLoader(ctx: Context) {
  return batchLoader<string, PresetForm>(ctx, 'export-forms', async (ids) => new Map((await findForms(ctx.database.manager, ids)).map((form) => [form.id, form])));
}

function versionsOf(ctx: Context) {
  return batchLoader(ctx, 'form-versions', async (ids: readonly string[]) => Map.groupBy(await listVersions(ctx.database.manager, ids), (version) => version.presetId));
}
