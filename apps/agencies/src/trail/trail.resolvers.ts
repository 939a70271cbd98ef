import { areaRange } from '@lianfang/contracts/areas';
import { demandArea, withinArea } from '@lianfang/platform/auth';
import type { Actor } from '@lianfang/platform/auth';
import { connection, pageOf } from '@lianfang/platform/graph';
import { inSight } from '@lianfang/platform/masking';
import { Refusal } from '@lianfang/platform/refusals';
import { agencyOf } from '../agencies/agency.told.ts';
import { openingLoader } from '../glass/glass.loader.ts';
import type { GlassOpening } from '../glass/glass.rules.ts';
import type { AuditFilter, Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import type { PersonReference } from '../references.ts';
import { cursorOf, dayStart, fieldsOf, periodInvalid, readCursor, recordKey } from './trail.rules.ts';
import type { TrailEntry } from './trail.rules.ts';
import { countEntries, listEntries } from './trail.store.ts';
import type { TrailFilter } from './trail.store.ts';

/** Types that an id given without its type is looked up as. */
const searchable = ['Person', 'Household', 'IsolationOrder', 'Order', 'Passage', 'Account', 'MachineKey', 'Alert', 'Stay', 'GlassOpening'];
/** Strangers lie in no area: the county, and who stands above it, sees them. */
const countyDigits = 6;

export const trailResolvers: Pick<Resolvers, 'AuditEntry' | 'Person' | 'PersonSight' | 'PersonChange' | 'Query'> = {
  Query: {
    auditEntries: (_root, { filter, first, after }, ctx) => page(ctx, filterOf(filter, ctx.actor), { first, after }, (row) => row),
  },
  Person: {
    __resolveReference: (reference) => reference,
    looks: (person, args, ctx) => {
      const isOfficial = demandKnown(person, ctx.actor);
      return page(ctx, { kinds: ['READ'], recordKeys: [recordKey('Person', person.id)] }, args, (row) => ({ ...row, personId: person.id, isOfficial }));
    },
    changes: (person, args, ctx) => {
      const isOfficial = demandKnown(person, ctx.actor);
      return page(ctx, { kinds: ['MUTATION', 'EFFECT'], outcome: 'DONE', recordKeys: [recordKey('Person', person.id)] }, args, (row) => ({ ...row, personId: person.id, isOfficial }));
    },
  },
  AuditEntry: {
    id: ({ service, seq }) => `${service}:${seq}`,
    at: ({ entry }) => new Date(entry.at),
    service: ({ entry }) => entry.service,
    kind: ({ entry }) => entry.kind,
    operation: ({ entry }) => entry.operation,
    result: ({ entry }) => entry.outcome,
    codes: ({ entry }) => entry.codes ?? [],
    actorId: ({ entry }) => entry.actor,
    agency: ({ entry }, _args, ctx) => agencyNamed(entry.agency, ctx),
    roles: ({ entry }) => entry.roles,
    actorArea: ({ entry }) => areaAt(entry.actorArea),
    area: ({ entry }) => areaAt(entry.areaCode),
    records: ({ entry }) => entry.records.map(({ type, ids, fields }) => ({ type, ids, fields: fields ?? [] })),
    more: ({ entry }) => entry.more ?? 0,
    count: ({ entry }) => entry.count ?? null,
    rule: ({ entry }) => entry.rule ?? null,
    reason: ({ entry }) => entry.reason ?? null,
    glass: async ({ entry }, _args, ctx) => (entry.glass ? visibleGlass(await openingLoader(ctx).load(entry.glass), ctx.actor) : null),
    glassId: ({ entry }) => entry.glass ?? null,
    requestId: ({ entry }) => entry.request,
    client: ({ entry }) => entry.address ?? null,
  },
  PersonSight: {
    at: ({ entry }) => new Date(entry.at),
    agency: ({ entry }, _args, ctx) => agencyNamed(entry.agency, ctx),
    roles: ({ entry }) => entry.roles,
    actorId: ({ entry, isOfficial }) => (isOfficial ? entry.actor : null),
    service: ({ entry }) => entry.service,
    operation: ({ entry }) => entry.operation,
    fields: ({ entry, personId }) => fieldsOf(entry, 'Person', personId),
    glass: async ({ entry }, _args, ctx) => (entry.glass ? openingLoader(ctx).load(entry.glass) : null),
    glassId: ({ entry }) => entry.glass ?? null,
  },
  PersonChange: {
    at: ({ entry }) => new Date(entry.at),
    agency: ({ entry }, _args, ctx) => agencyNamed(entry.agency, ctx),
    roles: ({ entry }) => entry.roles,
    actorId: ({ entry, isOfficial }) => (isOfficial ? entry.actor : null),
    service: ({ entry }) => entry.service,
    operation: ({ entry }) => entry.operation,
    rule: ({ entry }) => entry.rule ?? null,
    reason: ({ entry }) => entry.reason ?? null,
  },
};

/** A page of entries, each told as `tell` says. */
async function page<T>(ctx: Context, filter: TrailFilter, args: { first: number; after?: string | null }, tell: (row: TrailEntry) => T) {
  const asked = pageOf(args);
  const { manager } = ctx.database;
  const rows = await listEntries(manager, filter, { limit: asked.limit, after: asked.after === null ? null : readCursor(asked.after) });
  const { edges, ...rest } = connection(rows, asked, cursorOf, () => countEntries(manager, filter));
  return { ...rest, edges: edges.map(({ cursor, node }) => ({ cursor, node: tell(node) })) };
}

function filterOf({ areaCode, record, action, from, to, agency, actor, kinds, result }: AuditFilter, caller: Actor): TrailFilter {
  const area = areaCode ?? caller.areaCode;
  demandArea(caller, area);
  if (from && to && from > to) throw periodInvalid();
  return {
    agency, actor, kinds,
    outcome: result,
    area: areaRange(area),
    strangers: area.length <= countyDigits && area === caller.areaCode,
    operation: action,
    recordKeys: record ? searchable.map((type) => recordKey(type, record)) : null,
    from: from ? dayStart(from) : null,
    below: to ? dayStart(to, 1) : null,
  };
}

/**
 * True for an official who has the person in sight, false for the person's own household.
 * @throws Refusal PERSON_NOT_YOURS otherwise, the same for a person who does not exist
 */
function demandKnown({ area, household, version }: PersonReference, actor: Actor): boolean {
  // A stand-in for who is not seen has version 0, and the caller's own area.
  if (version && inSight({ areaCode: area?.code, householdId: household?.id }, { actor })) return actor.householdId === undefined;
  throw new Refusal('PERSON_NOT_YOURS', {
    zh: '只有本户居民和管辖该人员的单位可以查看访问记录。',
    en: 'Only the own household, and who has this person in sight, may see who looked.',
  });
}

function agencyNamed(id: string, ctx: Context) {
  return id === '' ? null : agencyOf(id, ctx);
}

/** Where an opening lies in another's area, the entry is seen and the reason is not. */
function visibleGlass(opening: GlassOpening | null, actor: Actor): GlassOpening | null {
  return opening && withinArea(actor, opening.areaCode) ? opening : null;
}

function areaAt(code: string): { code: string } | null {
  return code === '-' || code === '' ? null : { code };
}
