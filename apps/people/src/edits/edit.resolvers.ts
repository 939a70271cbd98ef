import { maskPhone } from '@lianfang/contracts/documents';
import { demandArea, withinArea } from '@lianfang/platform/auth';
import { batchLoader, connection, pageOfIds } from '@lianfang/platform/graph';
import { answerOnce, transact } from '@lianfang/platform/persistence';
import type { Json } from '@lianfang/platform/persistence';
import { areaOf } from '../areas/area.loader.ts';
import type { Resolvers } from '../generated/types.ts';
import type { Context } from '../graph.ts';
import { householdLoader } from '../households/household.loader.ts';
import { personLoader } from '../people/person.loader.ts';
import { findPeople } from '../people/person.store.ts';
import { answerField } from '../sweeps/meeting.rules.ts';
import { roundLoader, visitLoader } from '../sweeps/sweep.loader.ts';
import type { OriginKind, SweepVisit } from '../sweeps/sweep.rules.ts';
import { countConflicts, findConflicts, listConflicts } from './conflict.store.ts';
import { editPerson, resolveConflict } from './edit.change.ts';
import type { EditAnswer } from './edit.change.ts';
import type { EditConflict, Sayings, Side } from './edit.rules.ts';

/** A field of a conflict, with where it lies for the mask. */
export interface ToldField {
  id: string;
  areaCode: string;
  field: string;
  first: string | null;
  second: string | null;
  taken: Side | null;
}

function conflictLoader(ctx: Context) {
  return batchLoader<string, EditConflict>(ctx, 'edit-conflict', async (ids) =>
    new Map((await findConflicts(ctx.database.manager, ids)).map((conflict) => [conflict.id, conflict])));
}

async function findOwn(ctx: Context, id: string): Promise<EditConflict | null> {
  const conflict = await conflictLoader(ctx).load(id);
  return conflict && withinArea(ctx.actor, conflict.areaCode) ? conflict : null;
}

export const editResolvers: Pick<Resolvers, 'PersonEdit' | 'EditConflict' | 'Query' | 'Mutation'> = {
  Query: {
    editConflicts: async (_root, { areaCode, state, mine, first, after }, ctx) => {
      demandArea(ctx.actor, areaCode);
      const page = pageOfIds({ first, after });
      const filter = { areaCode, state, party: mine ? ctx.actor.id : null };
      const rows = await listConflicts(ctx.database.manager, filter, page);
      return connection(rows, page, (row) => row.id, () => countConflicts(ctx.database.manager, filter));
    },
  },
  Mutation: {
    editPerson: (_root, { input }, ctx) => {
      const call = { key: input.key, operation: 'editPerson', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => {
        const answer = await answerOnce(tx, call, async () => (await editPerson(tx, input, ctx)) as unknown as Json);
        return answer as unknown as EditAnswer;
      });
    },
    resolveEditConflict: (_root, { input }, ctx) => {
      const call = { key: input.key, operation: 'resolveEditConflict', caller: ctx.actor.id, payload: input };
      return transact(ctx.database, async (tx) => {
        const id = await answerOnce(tx, call, () => resolveConflict(tx, input, ctx));
        return (await findConflicts(tx, [id]))[0]!;
      });
    },
  },
  PersonEdit: {
    person: async ({ personId }, _args, ctx) => (await findPeople(ctx.database.manager, [personId]))[0]!,
    conflict: ({ conflictId }, _args, ctx) => (conflictId ? conflictLoader(ctx).load(conflictId) : null),
  },
  EditConflict: {
    __resolveReference: ({ id }, ctx) => findOwn(ctx, id),
    area: ({ areaCode }, _args, ctx) => areaOf(ctx, areaCode),
    person: async ({ personId }, _args, ctx) => (personId ? personLoader(ctx).load(personId) : null),
    household: async ({ householdId }, _args, ctx) => (householdId ? householdLoader(ctx).load(householdId) : null),
    round: async ({ roundId }, _args, ctx) => (roundId ? roundLoader(ctx).load(roundId) : null),
    firstBy: ({ firstBy }) => firstBy || null,
    mine: ({ firstById, secondById }, _args, ctx) => firstById === ctx.actor.id || secondById === ctx.actor.id,
    fields: (conflict, _args, ctx) => (conflict.kind === 'PERSON' ? personFields(conflict, ctx) : visitFields(conflict, ctx)),
  },
};

function personFields({ id, areaCode, fields, valuesSealed, taken, secondById }: EditConflict, ctx: Context): ToldField[] {
  const sayings = valuesSealed ? (JSON.parse(ctx.sealer.open(valuesSealed)) as Sayings) : {};
  const mayCall = ctx.actor.scopes.has('person:identify');
  return fields.map((field) => {
    const { first = null, second = null } = sayings[field] ?? {};
    // Whoever wrote a number knows it; the other's is masked for who may not see phones.
    const hidden = (value: string | null, own: boolean) => (field === 'phone' && value && !mayCall && !own ? maskPhone(value) : value);
    return { id, areaCode, field, first: hidden(first, false), second: hidden(second, secondById === ctx.actor.id), taken: taken?.[field] ?? null };
  });
}

async function visitFields({ id, areaCode, fields, firstVisitId, secondVisitId, taken }: EditConflict, ctx: Context): Promise<ToldField[]> {
  const [first, second] = await Promise.all([firstVisitId, secondVisitId].map(async (visitId) => (visitId ? visitLoader(ctx).load(visitId) : null)));
  return fields.map((field) => ({ id, areaCode, field, first: first ? saidOf(first, field) : null, second: second ? saidOf(second, field) : null, taken: taken?.[field] ?? null }));
}

function saidOf(visit: SweepVisit, field: string): string | null {
  if (field === 'outcome') return visit.outcome;
  const origin = /^returnees\.(\w+)$/.exec(field)?.[1] as OriginKind | undefined;
  if (origin) return String(visit.returnees[origin] ?? 0);
  return visit.answers.find((answer) => answerField(answer) === field)?.value ?? null;
}
