import { KeyPersonChanged } from '@lianfang/contracts/events';
import { readReason } from '@lianfang/platform/approvals';
import { demandArea, withinArea } from '@lianfang/platform/auth';
import { newId, shanghaiDay } from '@lianfang/platform/clock';
import { batchLoader, connection, pageOfIds } from '@lianfang/platform/graph';
import { inSight } from '@lianfang/platform/masking';
import { emitMany } from '@lianfang/platform/outbox';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { areaOf } from '../areas/area.loader.ts';
import { digitsBelow } from '../areas/below.rules.ts';
import type { GiveTeamInput, NameKeyPersonInput, Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { officialLoader } from '../officials/official.loader.ts';
import { officialUnknown, tellOfficial } from '../officials/official.rules.ts';
import { findOfficialOf, findOfficials } from '../officials/official.store.ts';
import { personLoader } from '../people/person.loader.ts';
import { personUnknown, unseenPerson } from '../people/person.rules.ts';
import { loadPersonForUpdate } from '../people/person.store.ts';
import { judgeTeam, keyPersonAlready, keyPersonUnknown, missingRoles, nameKeyPerson } from './keyperson.rules.ts';
import type { KeyPerson, TeamPost } from './keyperson.rules.ts';
import {
  countKeyPersons, countsBelow, countsOf, endKeyPerson, endPost, findKeyPersons, findOpenKeyPersons, givePosts, insertKeyPerson, listPosts, lockOpenKeyPersons, pageKeyPersons,
} from './keyperson.store.ts';
import type { KeyPersonFilter } from './keyperson.store.ts';

type KeyPersonResolvers = Pick<Resolvers, 'KeyPerson' | 'TeamPost' | 'TeamGiven' | 'KeyPersonCounts' | 'Person' | 'Query' | 'Mutation'>;

const mostHistory = 100;

export const keyPersonResolvers: KeyPersonResolvers = {
  Query: {
    keyPerson: async (_root, { id }, ctx) => {
      const [found] = await findKeyPersons(ctx.database.manager, [id]);
      return found && withinArea(ctx.actor, found.areaCode) ? found : null;
    },
    keyPersons: (_root, { areaCode, reason, missingRole, incompleteOnly, officialId, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      return pageOf(ctx, { areaCode, reason, missingRole, incompleteOnly, officialId }, { first, after });
    },
    myKeyPersons: async (_root, { first, after }, ctx) => {
      const own = await findOfficialOf(ctx.database.manager, ctx.actor.id);
      if (!own) return connection<KeyPerson>([], pageOfIds({ first, after }), ({ id }) => id);
      return pageOf(ctx, { areaCode: ctx.actor.areaCode, officialId: own.id }, { first, after });
    },
    keyPersonCounts: (_root, { areaCode }, ctx) => {
      demandArea(ctx.actor, areaCode);
      return countsOf(ctx.database.manager, areaCode);
    },
    keyPersonCountsByArea: (_root, { areaCode }, ctx) => {
      demandArea(ctx.actor, areaCode);
      return countsBelow(ctx.database.manager, areaCode, digitsBelow(areaCode));
    },
  },
  Mutation: {
    nameKeyPerson: (_root, { input }, ctx) =>
      transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, { key: input.key, operation: 'nameKeyPerson', caller: ctx.actor.id, payload: input }, () => name(tx, input, ctx));
        return (await findKeyPersons(tx, [id]))[0]!;
      }),
    giveTeam: (_root, { input }, ctx) =>
      transact(ctx.database, async (tx) => {
        const done = await answerOnce(tx, { key: input.key, operation: 'giveTeam', caller: ctx.actor.id, payload: input }, () => give(tx, input, ctx));
        return { ...done, keyPersonIds: input.keyPersonIds };
      }),
    takeBackPost: (_root, { input }, ctx) =>
      onKeyPerson(ctx, input.keyPersonId, (tx, { id }) => endPost(tx, id, input.role, { by: ctx.actor.name, at: ctx.clock.now() })),
    endKeyPerson: (_root, { input }, ctx) => {
      const reason = readReason(input.reason);
      const at = ctx.clock.now();
      return onKeyPerson(ctx, input.keyPersonId, (tx, { id }) => endKeyPerson(tx, id, { by: ctx.actor.name, reason, day: shanghaiDay(at), at }));
    },
  },
  Person: {
    keyPerson: async (person, _args, ctx) => (inSight(person, ctx) ? openLoader(ctx).load(person.id) : null),
  },
  KeyPerson: {
    person: async ({ personId }, _args, ctx) => {
      const person = await personLoader(ctx).load(personId);
      return person && inSight(person, ctx) ? person : unseenPerson(personId, ctx.actor.areaCode);
    },
    area: ({ areaCode }, _args, ctx) => areaOf(ctx, areaCode),
    team: async ({ id }, _args, ctx) => ((await postLoader(ctx).load(id)) ?? []).filter(({ until }) => !until).toSorted(byRole),
    missingRoles: ({ held }) => missingRoles(held),
    history: async ({ id }, _args, ctx) => ((await postLoader(ctx).load(id)) ?? []).filter(({ until }) => until).slice(0, mostHistory),
  },
  TeamPost: {
    official: async ({ officialId }, _args, ctx) => {
      const official = (await officialLoader(ctx).load(officialId))!;
      // Whoever may see the person may know by name who holds them, wherever these work.
      return tellOfficial(official, ctx.actor.areaCode) ?? { ...official, areaCode: ctx.actor.areaCode, homeAreaCode: official.areaCode };
    },
  },
  TeamGiven: {
    keyPersons: async ({ keyPersonIds }, _args, ctx) => findKeyPersons(ctx.database.manager, keyPersonIds),
  },
  KeyPersonCounts: {
    area: ({ areaCode }, _args, ctx) => areaOf(ctx, areaCode),
    incomplete: ({ keyPersons, complete }) => keyPersons - complete,
  },
};

/** A stored answer of giveTeam, with the persons it was about. */
export interface TeamGivenRow {
  given: number;
  handedOver: number;
  unchanged: number;
  keyPersonIds: string[];
}

function postLoader(ctx: Context) {
  return batchLoader<string, TeamPost[]>(ctx, 'team-posts', async (ids) => Map.groupBy(await listPosts(ctx.database.manager, ids), (post) => post.keyPersonId));
}

function openLoader(ctx: Context) {
  return batchLoader<string, KeyPerson>(ctx, 'open-key-person', async (ids) => new Map((await findOpenKeyPersons(ctx.database.manager, ids)).map((row) => [row.personId, row])));
}

function byRole(a: TeamPost, b: TeamPost): number {
  const order = ['DISTRICT_LEADER', 'BUREAU', 'STREET', 'COMMUNITY', 'POLICE', 'DOCTOR'];
  return order.indexOf(a.role) - order.indexOf(b.role);
}

async function pageOf(ctx: Context, filter: KeyPersonFilter, asked: { first: number; after?: string | null }) {
  const page = pageOfIds(asked);
  return connection(await pageKeyPersons(ctx.database.manager, filter, page), page, ({ id }) => id, () => countKeyPersons(ctx.database.manager, filter));
}

async function name(tx: Tx, input: NameKeyPersonInput, ctx: Context): Promise<string> {
  // Locked: two who name the same person follow each other, and the second is told so.
  const person = await loadPersonForUpdate(tx, input.personId);
  if (!withinArea(ctx.actor, person.areaCode)) throw personUnknown();
  const keyPerson = nameKeyPerson(person, input, { id: newId(), namedById: ctx.actor.id, namedBy: ctx.actor.name, now: ctx.clock.now() });
  if ((await findOpenKeyPersons(tx, [person.id])).length > 0) throw keyPersonAlready();
  await insertKeyPerson(tx, keyPerson);
  await tell(tx, [keyPerson.id], ctx);
  return keyPerson.id;
}

async function give(tx: Tx, { keyPersonIds, posts }: GiveTeamInput, ctx: Context) {
  const ids = [...new Set(keyPersonIds)];
  judgeTeam(ids, posts);
  const locked = await lockOpenKeyPersons(tx, ids);
  if (locked.length < ids.length || locked.some(({ areaCode }) => !withinArea(ctx.actor, areaCode))) throw keyPersonUnknown();
  const officials = await findOfficials(tx, posts.map(({ officialId }) => officialId));
  const known = new Set(officials.filter((official) => !official.leftOn && tellOfficial(official, ctx.actor.areaCode)).map(({ id }) => id));
  if (posts.some(({ officialId }) => !known.has(officialId))) throw officialUnknown();
  const done = await givePosts(tx, ids, posts, { by: ctx.actor.name, at: ctx.clock.now() });
  await tell(tx, ids, ctx);
  return done;
}

async function onKeyPerson(ctx: Context, id: string, change: (tx: Tx, keyPerson: KeyPerson) => Promise<void>): Promise<KeyPerson> {
  return transact(ctx.database, async (tx) => {
    const [keyPerson] = await lockOpenKeyPersons(tx, [id]);
    if (!keyPerson || !withinArea(ctx.actor, keyPerson.areaCode)) throw keyPersonUnknown();
    await change(tx, keyPerson);
    await tell(tx, [id], ctx);
    return (await findKeyPersons(tx, [id]))[0]!;
  });
}

async function tell(tx: Tx, ids: readonly string[], ctx: Context): Promise<void> {
  const at = ctx.clock.now();
  const changed = await findKeyPersons(tx, ids);
  await emitMany(tx, KeyPersonChanged, changed.map(({ id, areaCode, until, held }) => ({
    subject: id, areaCode, payload: { keyPersonId: id, areaCode, open: until === null, holders: held.length, day: shanghaiDay(at) }, at,
  })));
}
