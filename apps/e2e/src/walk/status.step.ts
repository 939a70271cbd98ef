import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shanghaiDay } from '@lianfang/platform/clock';
import { eventually } from '@lianfang/testing/wait';
import type { House } from '@lianfang/testing/house';
import { forgeriesRefused, injectForgeries } from '../forged.guard.ts';

const assign = `mutation StatusAssign($input: AssignHealthCodesInput!) { assignHealthCodes(input: $input) { verdicts { refusal } proposal { id } } }`;
const approve = `mutation StatusApprove($id: ID!) { approveCodeProposal(proposalId: $id) { state } }`;

/** Who, why, when and by which rule: codes of one service, orders of another, the trail of a third, in one query, as the docs print it. */
const whoWhyWhen = readFileSync(join('docs', 'api', 'who-why-when.graphql'), 'utf8');

interface History {
  person: {
    healthCode: { code: string };
    codeHistory: { code: string; rule: { id: string }; reason: string | null; evidence: { reference: string }; decidedBy: string | null; approvedBy: string | null }[];
    changes: { edges: { node: { operation: string; rule: string | null } }[] };
  };
}

const evidence = () => ({ kind: 'PCR_RESULT', reference: 'E2E-PCR-1', day: shanghaiDay(new Date()) });
const request = (personIds: string[], more: object = {}) => ({ input: { key: randomUUID(), personIds, code: 'YELLOW', reason: '走查', evidence: evidence(), ...more } });

export function historyOf(house: House, id: string): Promise<History> {
  return house.call<History>('health', whoWhyWhen, { id });
}

/** A status is set neither without evidence, nor by another role, nor in bulk by one person, nor by an event of a stranger. */
export async function abuseStatus(house: House, people: readonly { id: string; areaCode: string }[]): Promise<void> {
  const ids = people.map(({ id }) => id);
  expect((await house.refused('health', assign, request(ids.slice(0, 1), { evidence: null }))).code).toBe('EVIDENCE_MISSING');
  for (const user of ['community', 'police', 'guard', 'command', 'admin', 'auditor', 'resident']) {
    expect((await house.refused(user, assign, request(ids.slice(0, 1)))).code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  }
  const { assignHealthCodes } = await house.call<{ assignHealthCodes: { verdicts: unknown[]; proposal: { id: string } | null } }>('health', assign, request(ids));
  expect(assignHealthCodes).toMatchObject({ verdicts: [] });
  const { id } = assignHealthCodes.proposal!;
  expect((await house.refused('health', approve, { id })).code).toBe('PROPOSAL_OWN');
  expect((await historyOf(house, ids[0]!)).person.healthCode.code).toBe('GREEN');
  await house.call('health2', approve, { id });
  await forge(house, people[0]!);
}

async function forge(house: House, person: { id: string; areaCode: string }): Promise<void> {
  const databases = ['people', 'checkpoints'].map((service) => house.databaseUrl(service));
  const before = await Promise.all(databases.map(forgeriesRefused));
  await injectForgeries(house, person);
  await eventually(async () => {
    const refused = await Promise.all(databases.map(forgeriesRefused));
    // People and checkpoints hear orders and codes; each came unsigned and signed by a stranger.
    expect(refused.map((count, at) => count - before[at]!)).toEqual([4, 4]);
  }, { within: 15_000 });
  await eventually(async () => {
    const { person: told } = await historyOf(house, person.id);
    expect(told.healthCode.code).toBe('YELLOW');
    expect(told.codeHistory).toMatchObject([{ code: 'YELLOW', rule: { id: 'by-decision' }, reason: '走查', evidence: { reference: 'E2E-PCR-1' }, decidedBy: '区卫健委', approvedBy: '区卫健委复核岗' }]);
    expect(told.changes.edges.map(({ node }) => node.operation)).toContain('approveCodeProposal');
  }, { within: 15_000 });
}
