import { readReason } from '@lianfang/platform/approvals';
import { demandArea, withinArea } from '@lianfang/platform/auth';
import { shanghaiDay } from '@lianfang/platform/clock';
import { connection, pageOfIds } from '@lianfang/platform/graph';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { Refusal } from '@lianfang/platform/refusals';
import { placeOf } from '../areas/area.loader.ts';
import { loadOwn } from '../cases/case.change.ts';
import { contactFactsLoader, ownCase, tellFacts, tellPerson } from '../cases/case.loader.ts';
import { caseUnknown, demandDay, judgeText } from '../cases/case.rules.ts';
import { findCases } from '../cases/case.store.ts';
import type { Resolvers, TraceByRuleInput, TraceContactsInput, TracingScope } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { isId } from '../ids.rules.ts';
import { planFollowUps } from '../follow-ups/follow-up.store.ts';
import { changeKind, mergeContacts, releaseContacts, resumeObservation, traceContacts, withdrawContact } from './contact.change.ts';
import type { TraceVerdict } from './contact.change.ts';
import { contactLoader, exposuresLoader, followUpRuleLoader, followUpsLoader, ownContact, releaseFactsLoader } from './contact.loader.ts';
import { contactNotObserved, contactUnknown, demandReleasable, kindOf, listInvalid, nobodyFound } from './contact.rules.ts';
import type { Contact, TracingSource } from './contact.rules.ts';
import {
  countContacts, findContacts, listExposures, listNeighbours, loadContactForUpdate, loadExposureForUpdate, loadTracingRule, pageContacts, settleTerms, withdrawExposures,
} from './contact.store.ts';

const mostTraced = 500;

export interface TraceAnswer {
  verdicts: TraceVerdict[];
}

type ContactResolvers = Pick<Resolvers, 'Contact' | 'ContactFact' | 'Exposure' | 'TracingVerdict' | 'TracingResult' | 'ReleaseVerdict' | 'Query' | 'Mutation'>;

export const contactResolvers: ContactResolvers = {
  Query: {
    contact: (_root, { id }, ctx) => ownContact(id, ctx),
    contacts: async (_root, { areaCode, first, after, ended, nameContains, kind, state, caseId }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      if (caseId && !isId(caseId)) return connection<Contact>([], page, ({ id }) => id);
      const filter = { areaCode, kind, state, caseId, name: nameContains, endedBy: ended ? shanghaiDay(ctx.clock.now()) : null };
      return connection(await pageContacts(ctx.database.manager, filter, page), page, ({ id }) => id, () => countContacts(ctx.database.manager, filter));
    },
    tracingCandidates: async (_root, { caseId, scope }, ctx) => {
      const [of] = await findCases(ctx.database.manager, [caseId]);
      if (!of || !withinArea(ctx.actor, of.areaCode)) throw caseUnknown();
      return Promise.all((await listNeighbours(ctx.database.manager, of.personId, scope, mostTraced)).map((id) => tellPerson(id, ctx)));
    },
  },
  Mutation: {
    traceContacts: (_root, { input }, ctx) => traced(ctx, { key: input.key, operation: 'traceContacts', payload: input }, (tx) => traceNamed(tx, input, ctx)),
    traceByRule: (_root, { input }, ctx) => traced(ctx, { key: input.key, operation: 'traceByRule', payload: input }, (tx) => traceRuled(tx, input, ctx)),
    reclassifyContact: (_root, { contactId, kind, reason }, ctx) => onContact(ctx, 'reclassifyContact', contactId, reason, async (tx, contact, because) => {
      if (contact.state !== 'UNDER_OBSERVATION') throw contactNotObserved();
      if (contact.kind === kind) throw new Refusal('FACT_UNCHANGED', { zh: '与当时的状态相同，无需登记。', en: 'That is how it stood already.' });
      await changeKind(tx, [contact], kind, { onDay: shanghaiDay(ctx.clock.now()), caseId: null, rule: null, reason: because }, ctx);
    }),
    withdrawContact: (_root, { contactId, reason }, ctx) => onContact(ctx, 'withdrawContact', contactId, reason, (tx, contact, because) => withdrawContact(tx, contact, because, ctx)),
    resumeObservation: (_root, { contactId, reason }, ctx) => onContact(ctx, 'resumeObservation', contactId, reason, async (tx, contact, because) => {
      if (contact.state !== 'RELEASED') throw contactNotObserved();
      await resumeObservation(tx, contact, because, ctx);
    }),
    mergeContacts: (_root, { keepId, duplicateId, reason }, ctx) => onContact(ctx, 'mergeContacts', keepId, reason, (tx, _contact, because) => mergeContacts(tx, keepId, duplicateId, because, ctx)),
    withdrawExposure: (_root, { exposureId, reason }, ctx) => transact(ctx.database, (tx) => takeBackExposure(tx, exposureId, readReason(reason), ctx)),
    releaseContacts: (_root, { contactIds }, ctx) => {
      if (contactIds.length === 0 || contactIds.length > mostTraced) throw listInvalid(mostTraced);
      return transact(ctx.database, async (tx) => {
        const found = await findContacts(tx, contactIds);
        const own = new Map(found.filter(({ areaCode }) => withinArea(ctx.actor, areaCode)).map((contact) => [contact.id, contact]));
        const verdicts = new Map((await releaseContacts(tx, [...own.keys()], ctx)).map((verdict) => [verdict.contactId, verdict]));
        for (const { id, areaCode, ruleVersion } of own.values()) ctx.audit.note({ record: { type: 'Contact', id, areaCode }, rule: `release@${ruleVersion}`, reason: verdicts.get(id)?.refusal?.code ?? 'RELEASED' });
        return [...new Set(contactIds)].map((contactId) => verdicts.get(contactId.toLowerCase()) ?? { contactId, refusal: contactUnknown() });
      });
    },
  },
  Contact: {
    __resolveReference: ({ id }, ctx) => ownContact(id, ctx),
    person: ({ personId }, _args, ctx) => tellPerson(personId, ctx),
    area: ({ areaCode }, _args, ctx) => placeOf(ctx, areaCode),
    ruleSummary: async ({ kind, ruleVersion }, _args, ctx) => {
      const rule = await followUpRuleLoader(ctx).load(`${kind ?? 'GENERAL'}@${ruleVersion}`);
      return (ctx.language === 'zh' ? rule?.summaryZh : rule?.summaryEn) ?? ruleVersion;
    },
    becameCase: ({ state, caseId }, _args, ctx) => (state === 'TURNED_CASE' ? ownCase(caseId, ctx) : null),
    exposures: async ({ id, areaCode }, _args, ctx) => ((await exposuresLoader(ctx).load(id)) ?? []).map((exposure) => ({ ...exposure, areaCode })),
    facts: async ({ id, areaCode }, _args, ctx) => tellFacts((await contactFactsLoader(ctx).load(id)) ?? [], areaCode),
    followUps: async ({ id }, _args, ctx) => (await followUpsLoader(ctx).load(id)) ?? [],
    releasable: async ({ id }, _args, ctx) => (await refusalOfRelease(id, ctx)) === null,
    releaseRefusal: async ({ id }, _args, ctx) => (await refusalOfRelease(id, ctx))?.texts[ctx.language] ?? null,
  },
  ContactFact: {
    day: ({ onDay }) => onDay,
    rule: ({ ruleId, ruleVersion }) => (ruleId ? `${ruleId}@${ruleVersion ?? ''}` : null),
  },
  Exposure: {
    day: ({ occurredOn }) => occurredOn,
    case: ({ caseId }, _args, ctx) => ownCase(caseId, ctx),
    through: ({ sourceContactId }, _args, ctx) => ownContact(sourceContactId, ctx),
    rule: ({ ruleId, ruleVersion }) => (ruleId ? `${ruleId}@${ruleVersion ?? ''}` : null),
  },
  TracingResult: {
    added: ({ verdicts }) => verdicts.filter(({ contactId, joined }) => contactId && !joined).length,
    joined: ({ verdicts }) => verdicts.filter(({ joined }) => joined).length,
    refused: ({ verdicts }) => verdicts.filter(({ refusal }) => refusal).length,
  },
  TracingVerdict: {
    contact: ({ contactId }, _args, ctx) => (contactId ? contactLoader(ctx).load(contactId) : null),
    refusal: ({ refusal }) => refusal?.code ?? null,
    message: ({ refusal }, _args, ctx) => refusal?.texts[ctx.language] ?? null,
  },
  ReleaseVerdict: {
    released: ({ refusal }) => refusal === null,
    refusal: ({ refusal }) => refusal?.code ?? null,
    message: ({ refusal }, _args, ctx) => refusal?.texts[ctx.language] ?? null,
  },
};

async function refusalOfRelease(id: string, ctx: Context): Promise<Refusal | null> {
  const facts = await releaseFactsLoader(ctx).load(id);
  try {
    if (facts) demandReleasable(facts, shanghaiDay(ctx.clock.now()));
    return null;
  } catch (refusal) {
    return refusal as Refusal;
  }
}

/** The stored answer of a call: ids and codes only. */
interface StoredVerdict {
  personId: string;
  contactId: string | null;
  joined: boolean;
  refusal: { code: string; zh: string; en: string } | null;
}

/** Runs a tracing once per key. */
function traced(ctx: Context, call: { key: string; operation: string; payload: unknown }, work: (tx: Tx) => Promise<TraceVerdict[]>): Promise<TraceAnswer> {
  return transact(ctx.database, async (tx) => {
    const stored = (await answerOnce(tx, { ...call, caller: ctx.actor.id }, async () =>
      (await work(tx)).map(({ personId, contactId, joined, refusal }) => ({ personId, contactId, joined, refusal: refusal ? { code: refusal.code, ...refusal.texts } : null })),
    )) as StoredVerdict[];
    for (const { contactId } of stored) if (contactId) ctx.audit.note({ record: { type: 'Contact', id: contactId }, reason: call.operation });
    return { verdicts: stored.map((verdict) => ({ ...verdict, refusal: verdict.refusal && new Refusal(verdict.refusal.code, { zh: verdict.refusal.zh, en: verdict.refusal.en }) })) };
  });
}

async function traceNamed(tx: Tx, input: TraceContactsInput, ctx: Context): Promise<TraceVerdict[]> {
  const today = shanghaiDay(ctx.clock.now());
  if (input.personIds.length === 0 || input.personIds.length > mostTraced) throw listInvalid(mostTraced);
  const source = await sourceOf(tx, input, ctx);
  const { kind, day, place, note } = input.exposure;
  const declaredOn = demandDay(input.declaredOn ?? today, today);
  const exposure = { kind, occurredOn: demandDay(day, declaredOn), place: judgeText(place, 100) ?? '', note: judgeText(note) };
  return traceContacts(tx, { source, kind: kindOf(input.kind, source), personIds: input.personIds, exposure, declaredOn, rule: null }, ctx);
}

async function traceRuled(tx: Tx, input: TraceByRuleInput, ctx: Context): Promise<TraceVerdict[]> {
  const today = shanghaiDay(ctx.clock.now());
  const source = await sourceOf(tx, { caseId: input.caseId }, ctx);
  const declaredOn = demandDay(input.declaredOn ?? today, today);
  const rule = await loadTracingRule(tx, ruleIds[input.scope], declaredOn);
  const personIds = await listNeighbours(tx, source.personId, input.scope, mostTraced);
  if (personIds.length === 0) throw nobodyFound();
  const exposure = { kind: rule.exposureKind, occurredOn: demandDay(input.day ?? declaredOn, declaredOn), place: '', note: null };
  return traceContacts(tx, { source, kind: rule.contactKind, personIds, exposure, declaredOn, rule }, ctx);
}

const ruleIds: Record<TracingScope, string> = { HOUSEHOLD: 'household', UNIT: 'unit', BUILDING: 'building', COMPOUND: 'compound' };

/** A case, or a contact; a contact that became a case stands for the case. */
async function sourceOf(tx: Tx, { caseId, contactId }: { caseId?: string | null | undefined; contactId?: string | null | undefined }, ctx: Context): Promise<TracingSource> {
  if (!caseId && contactId) {
    const contact = await loadOwnContact(tx, contactId, ctx);
    const { personId, areaCode } = contact;
    return { caseId: contact.state === 'TURNED_CASE' ? contact.caseId : null, contactId: contact.id, personId, areaCode };
  }
  const { id, personId, areaCode } = await loadOwn(tx, caseId ?? '', ctx);
  return { caseId: id, contactId: null, personId, areaCode };
}

/** @throws Refusal CONTACT_NOT_FOUND, the same for another area's and for nobody's */
async function loadOwnContact(tx: Tx, id: string, ctx: Context): Promise<Contact> {
  const contact = await loadContactForUpdate(tx, id);
  if (!withinArea(ctx.actor, contact.areaCode)) throw contactUnknown();
  return contact;
}

function onContact(ctx: Context, operation: string, id: string, reason: string, work: (tx: Tx, contact: Contact, reason: string) => Promise<void>): Promise<Contact> {
  const because = readReason(reason);
  return transact(ctx.database, async (tx) => {
    const contact = await loadOwnContact(tx, id, ctx);
    await work(tx, contact, because);
    ctx.audit.note({ record: { type: 'Contact', id: contact.id, areaCode: contact.areaCode }, reason: operation });
    return (await findContacts(tx, [contact.id]))[0]!;
  });
}

async function takeBackExposure(tx: Tx, exposureId: string, reason: string, ctx: Context): Promise<Contact> {
  const exposure = await loadExposureForUpdate(tx, exposureId);
  const [seen] = exposure ? await findContacts(tx, [exposure.contactId]) : [];
  if (!exposure || exposure.withdrawnAt || !seen || !withinArea(ctx.actor, seen.areaCode)) {
    throw new Refusal('EXPOSURE_NOT_FOUND', { zh: '找不到该暴露记录，或不在您的辖区内。', en: 'There is no such exposure in your area.' });
  }
  const contact = await loadOwnContact(tx, seen.id, ctx);
  const standing = (await listExposures(tx, [contact.id])).filter(({ withdrawnAt }) => withdrawnAt === null);
  if (standing.length === 1) {
    throw new Refusal('EXPOSURE_LAST', { zh: '这是唯一的暴露记录；如此人并非接触者，请撤销该接触者。', en: 'It is the only exposure. Withdraw the contact instead.' });
  }
  await withdrawExposures(tx, [exposure.id], { at: ctx.clock.now(), by: ctx.actor.name, reason });
  await settleTerms(tx, [contact.id]);
  await planFollowUps(tx, [contact.id], shanghaiDay(ctx.clock.now()));
  ctx.audit.note({ record: { type: 'Contact', id: contact.id, areaCode: contact.areaCode }, reason: 'withdrawExposure' });
  return (await findContacts(tx, [contact.id]))[0]!;
}
