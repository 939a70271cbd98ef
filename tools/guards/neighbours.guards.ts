import type { Guard } from './guard.ts';

const noun = (path: string) => `apps/people/src/${path}`;
const teams = [noun('keypersons/keyperson.int.test.ts')];
const liaison = [noun('liaison/liaison.int.test.ts')];
const tips = [noun('tipoffs/tipoff.int.test.ts')];
const doors = [noun('doors/door.int.test.ts')];

/** Teams of six, household liaison, tip-offs, doors. */
export const neighbourGuards: readonly Guard[] = [
  { keeps: 'a role of a team has one holder', file: 'apps/people/migrations/0051-key-persons.ts', take: 'CREATE UNIQUE INDEX team_posts_one_holder', leave: 'CREATE INDEX team_posts_one_holder', tests: teams },
  { keeps: 'a team is given in the own area', file: noun('keypersons/keyperson.resolvers.ts'), take: 'if (!withinArea(ctx.actor, person.areaCode)) throw personUnknown();', leave: 'void personUnknown;', tests: teams },
  { keeps: 'a plan of the liaison is not applied to what has changed since', file: noun('liaison/liaison.resolvers.ts'), take: 'if ((await carryOut(tx, planId, forwards, at)) < plan.moves) throw planStale();', leave: 'await carryOut(tx, planId, forwards, at);', tests: liaison },
  { keeps: 'whoever need not give a household away keeps it', file: noun('liaison/evening.rules.ts'), take: 'for (const holding of [...keepers, ...takers]) {', leave: 'for (const holding of [...takers, ...keepers]) {', tests: [noun('liaison/evening.rules.test.ts')] },
  { keeps: 'the counts of the liaison move with its rows', file: 'apps/people/migrations/0052-liaison.ts', take: 'CREATE TRIGGER count_liaison_out AFTER DELETE', leave: 'CREATE TRIGGER count_liaison_out AFTER TRUNCATE', tests: liaison },
  { keeps: 'who gave a tip-off is told to the verifier who has it alone', file: noun('tipoffs/tipoff.resolvers.ts'), take: 'return tip.verifierId !== null && tip.verifierId === actor.id && withinArea(actor, tip.areaCode);', leave: 'return withinArea(actor, tip.areaCode);', bar: 'B18', tests: tips },
  { keeps: 'a trail names nobody who gave a tip-off', file: 'libs/platform/src/audit/call.ts', take: '    this.#isNameless = true;\n', bar: 'B18', tests: tips },
  { keeps: 'a tip-off lies sealed', file: noun('tipoffs/tipoff.resolvers.ts'), take: '(text === null ? null : sealer.seal(text));', leave: '(text === null ? null : Buffer.from(text));', bar: 'B23', tests: tips },
  { keeps: 'a reward is paid once', file: 'apps/people/migrations/0053-tip-offs.ts', take: 'tip_id uuid PRIMARY KEY,', leave: 'tip_id uuid,', tests: tips },
  { keeps: 'a verifier does not pay the own finding', file: 'apps/people/migrations/0053-tip-offs.ts', take: 'CHECK (paid_by_id <> verifier_id)', leave: "CHECK (paid_by_id <> '')", tests: tips },
  { keeps: 'five wrong proofs lock a door', file: noun('doors/door.rules.ts'), take: '  if (failures % attemptsPerLock !== 0) return null;\n', leave: '  if (failures > 0) return null;\n', tests: doors },
  { keeps: 'wrong proofs at the same instant are all counted', file: noun('doors/door.store.ts'), take: "{ where: { id, revokedAt: IsNull() }, lock: { mode: 'pessimistic_write' } }", leave: '{ where: { id, revokedAt: IsNull() } }', tests: doors },
  { keeps: 'a door code is signed', file: noun('doors/door.proof.ts'), take: "if (!kept || !isSignedBy(code, kept.id, Buffer.from(ctx.sealer.open(kept.keySealed), 'base64'))) return null;", leave: 'if (!kept || !isSignedBy) return null;', tests: doors },
  { keeps: 'a household is reported by who has proven to belong to it', file: noun('doors/door.resolvers.ts'), take: "if (ctx.actor.householdId !== door.household.id) await demandProof(door, proof ?? '', ctx);", leave: 'void demandProof;', tests: doors },
  { keeps: 'a member is masked before the proof', file: noun('doors/door.resolvers.ts'), take: '(proven ? asProven({ ...member }) : member)', leave: 'asProven({ ...member })', bar: 'B18', tests: doors },
  { keeps: 'what needs no login is what the graph declares open, and nothing beside it', file: 'apps/gateway/src/access/open.ts', take: 'selection.kind === Kind.FIELD && open.has(selection.name.value)', leave: 'selection.kind !== Kind.FIELD || open.has(selection.name.value)', tests: ['apps/gateway/src/access/open.rules.test.ts'] },
];
