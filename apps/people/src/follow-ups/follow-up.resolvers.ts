import { demandArea, withinArea } from '@lianfang/platform/auth';
import { newId, shanghaiDay } from '@lianfang/platform/clock';
import { connection, pageOf } from '@lianfang/platform/graph';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { Refusal } from '@lianfang/platform/refusals';
import { demandDay, judgeText } from '../cases/case.rules.ts';
import { contactLoader, followUpsLoader } from '../contacts/contact.loader.ts';
import { listInvalid } from '../contacts/contact.rules.ts';
import type { RecordFollowUpInput, Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { isId } from '../ids.rules.ts';
import { followUpUnknown, isAlarming, judgeAnswer } from './follow-up.rules.ts';
import type { FollowUp, FollowUpKind } from './follow-up.rules.ts';
import { countFollowUps, insertRecords, lockFollowUps, pageFollowUps, sumFollowUps } from './follow-up.store.ts';
import type { FollowUpKey } from './follow-up.store.ts';

const mostRecorded = 500;

export interface FollowUpVerdict extends FollowUpKey {
  refusal: { code: string; zh: string; en: string } | null;
}

export const followUpResolvers: Pick<Resolvers, 'FollowUp' | 'FollowUpVerdict' | 'Query' | 'Mutation'> = {
  Query: {
    followUps: async (_root, { areaCode, day, view, kind, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOf({ first, after });
      const filter = { areaCode, day: dayOf(day, ctx), view, kind };
      const rows = await pageFollowUps(ctx.database.manager, filter, { limit: page.limit, after: page.after === null ? null : keyOf(page.after) });
      return connection(rows, page, idOf, () => countFollowUps(ctx.database.manager, filter));
    },
    followUpSums: (_root, { areaCode, day }, ctx) => {
      demandArea(ctx.actor, areaCode);
      return sumFollowUps(ctx.database.manager, areaCode, dayOf(day, ctx));
    },
  },
  Mutation: {
    recordFollowUps: (_root, { key, inputs }, ctx) => {
      if (inputs.length === 0 || inputs.length > mostRecorded) throw listInvalid(mostRecorded);
      const call = { key, operation: 'recordFollowUps', caller: ctx.actor.id, payload: inputs };
      return transact(ctx.database, async (tx) => (await answerOnce(tx, call, async () => (await record(tx, inputs, ctx)) as never)) as unknown as FollowUpVerdict[]);
    },
  },
  FollowUp: {
    id: idOf,
    contact: async ({ contactId }, _args, ctx) => (await contactLoader(ctx).load(contactId))!,
    done: ({ state }) => state === 'DONE',
    overdue: ({ state, dueOn }, _args, ctx) => state === 'OPEN' && dueOn < shanghaiDay(ctx.clock.now()),
    alarming: (row) => (row.state === 'DONE' ? isAlarming(row) : null),
  },
  FollowUpVerdict: {
    followUp: async ({ contactId, dueOn, kind, refusal }, _args, ctx) => {
      if (refusal) return null;
      return (await followUpsLoader(ctx).load(contactId.toLowerCase()))?.find((row) => row.dueOn === dueOn && row.kind === kind) ?? null;
    },
    refusal: ({ refusal }) => refusal?.code ?? null,
    message: ({ refusal }, _args, ctx) => (refusal ? refusal[ctx.language] : null),
  },
};

function dayOf(day: string | null | undefined, ctx: Context): string {
  const today = shanghaiDay(ctx.clock.now());
  return day ? demandDay(day, today) : today;
}

function idOf({ contactId, dueOn, kind }: FollowUpKey): string {
  return `${contactId} ${dueOn} ${kind}`;
}

/** @throws Refusal CURSOR_INVALID */
function keyOf(cursor: string): FollowUpKey {
  const [contactId = '', dueOn = '', kind = ''] = cursor.split(' ');
  if (!isId(contactId) || !/^\d{4}-\d{2}-\d{2}$/.test(dueOn)) {
    throw new Refusal('CURSOR_INVALID', { zh: '翻页标记无效，请从第一页重新开始。', en: 'This page marker is not valid. Begin again at the first page.' });
  }
  return { contactId, dueOn, kind: kind as FollowUpKind };
}

/** Each answer is judged by itself; those that hold are written at once. */
async function record(tx: Tx, inputs: readonly RecordFollowUpInput[], ctx: Context): Promise<FollowUpVerdict[]> {
  const now = ctx.clock.now();
  const rows = new Map((await lockFollowUps(tx, inputs.filter(({ contactId }) => isId(contactId)))).map((row) => [idOf(row), row]));
  const taken = new Set<string>();
  const judged = inputs.map((input) => ({ input, id: idOf({ ...input, contactId: input.contactId.toLowerCase() }) })).map(({ input, id }) => ({ input, id, refusal: refusalOf(rows.get(id), input, ctx, taken, id) }));
  const kept = judged.filter(({ refusal }) => refusal === null);
  await insertRecords(tx, kept.map(({ input, id }) => ({
    id: newId(), ...readKey(rows.get(id)!), temperature: input.kind === 'TEMPERATURE' ? input.temperature! : null, symptoms: input.symptoms ?? false,
    result: input.kind === 'TEST' ? input.result! : null, reason: judgeText(input.reason), recordedAt: now, recordedById: ctx.actor.id, recordedBy: ctx.actor.name,
  })));
  for (const { id } of kept) ctx.audit.note({ record: { type: 'Contact', id: rows.get(id)!.contactId, areaCode: rows.get(id)!.areaCode }, rule: `follow-up@${rows.get(id)!.ruleVersion}`, reason: 'recordFollowUps' });
  return judged.map(({ input: { contactId, dueOn, kind }, refusal }) => ({ contactId, dueOn, kind, refusal: refusal ? { code: refusal.code, ...refusal.texts } : null }));
}

function readKey({ contactId, dueOn, kind }: FollowUp): FollowUpKey {
  return { contactId, dueOn, kind };
}

function refusalOf(row: FollowUp | undefined, input: RecordFollowUpInput, ctx: Context, taken: Set<string>, id: string): Refusal | null {
  try {
    if (!row || taken.has(id) || !withinArea(ctx.actor, row.areaCode)) throw followUpUnknown();
    judgeAnswer(row, input, shanghaiDay(ctx.clock.now()));
    judgeText(input.reason);
    taken.add(id);
    return null;
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    return refusal;
  }
}
