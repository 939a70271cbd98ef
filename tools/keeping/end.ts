import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { isAreaCode } from '@lianfang/contracts/areas';
import type { StackSettings } from '../stack/settings.ts';
import { runningState } from '../stack/state.ts';
import { address } from '../stack/status.ts';
import { createCaller, Refused } from '../tick/caller.ts';

interface DeletionRecord {
  id: string;
  state: 'PROPOSED' | 'REJECTED' | 'ERASING' | 'DONE';
  area: { code: string };
  rule: string;
  proposedBy: string;
  proposedAt: string;
  decidedBy: string | null;
  decidedAt: string | null;
  doneAt: string | null;
  waitingFor: string[];
  rows: number;
  held: number;
  services: { service: string; tables: { table: string; rows: number; held: number }[] }[];
}

type Ask = <T>(query: string, variables: Record<string, unknown>) => Promise<T>;

const fields = `id state area { code } rule proposedBy proposedAt decidedBy decidedAt doneAt waitingFor rows held
  services { service tables { table rows held } }`;
const propose = `mutation ProposeEnd($input: EndEpidemicInput!) { endEpidemic(input: $input) { ${fields} } }`;
const approve = `mutation ApproveEnd($id: ID!, $area: ID!) { approveEnding(recordId: $id, areaCode: $area) { ${fields} } }`;
const read = `query Deletion($id: ID!) { deletionRecord(id: $id) { ${fields} } }`;

const usage = `npm run end-of-epidemic -- --area CODE [--rule "number of the document"] [--yes]
  Deletes the personal data of the area in every service, for ever. In the demo the command centre proposes and the health
  commission approves. Elsewhere: --graphql URL, and the two tokens in PROPOSER_TOKEN and APPROVER_TOKEN.`;

/** Drives the end of the epidemic on a running house and prints the deletion record. @returns the exit code */
export async function endEpidemic(settings: StackSettings, flags: readonly string[], say: (line: string) => void): Promise<number> {
  const { values } = parseArgs({
    args: [...flags],
    options: { area: { type: 'string' }, rule: { type: 'string', default: '疫情防控结束公告（演示）' }, yes: { type: 'boolean', default: false }, graphql: { type: 'string' } },
  });
  const { area, rule } = values;
  if (!area || !isAreaCode(area)) {
    say(usage);
    return 2;
  }
  if (!values.yes && !(await isTypedAgain(area))) {
    say('The code typed is another one. Nothing was deleted.');
    return 1;
  }
  const [proposer, approver] = callersOf(settings, values.graphql);
  const { endEpidemic: proposed } = await proposer<{ endEpidemic: DeletionRecord }>(propose, { input: { key: randomUUID(), areaCode: area, rule } });
  say(`Proposed by ${proposed.proposedBy}: ${proposed.id}`);
  const { approveEnding: approved } = await approver<{ approveEnding: DeletionRecord }>(approve, { id: proposed.id, area });
  say(`Approved by ${approved.decidedBy}. The services erase …`);
  say(printed(await untilDone(proposer, approved.id, say)));
  return 0;
}

async function isTypedAgain(area: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await lines.question(`Everything that is known of people in ${area} and below is deleted in every service and cannot be brought back.\nType the area code to go on: `)).trim() === area;
  } finally {
    lines.close();
  }
}

/** Who proposes and who approves: two of the demo's users, or two tokens. */
function callersOf(settings: StackSettings, graphql: string | undefined): [Ask, Ask] {
  const { PROPOSER_TOKEN, APPROVER_TOKEN } = process.env;
  if (graphql && PROPOSER_TOKEN && APPROVER_TOKEN) return [askWith(graphql, PROPOSER_TOKEN), askWith(graphql, APPROVER_TOKEN)];
  const state = runningState(settings.stateDir);
  if (!state) throw new Error('Lianfang does not run here. Start it (npm start), or give --graphql URL with PROPOSER_TOKEN and APPROVER_TOKEN');
  const call = createCaller(`${address(state, 'gateway')}/graphql`, address(state, 'identity'), 30_000);
  return [(query, variables) => call('command', query, variables), (query, variables) => call('health', query, variables)];
}

function askWith(graphql: string, token: string): Ask {
  return async <T>(query: string, variables: Record<string, unknown>) => {
    const response = await fetch(graphql, {
      method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: JSON.stringify({ query, variables }), signal: AbortSignal.timeout(30_000),
    });
    const { data, errors } = (await response.json()) as { data?: T; errors?: { message: string; extensions?: { code?: string } }[] };
    if (errors?.[0] || !data) throw new Refused(errors?.[0]?.extensions?.code ?? 'UNKNOWN', errors?.[0]?.message ?? `the gateway answered ${response.status}`);
    return data;
  };
}

async function untilDone(ask: Ask, id: string, say: (line: string) => void): Promise<DeletionRecord> {
  for (let before = ''; ; await pause(500)) {
    const { deletionRecord } = await ask<{ deletionRecord: DeletionRecord }>(read, { id });
    if (deletionRecord.state === 'DONE') return deletionRecord;
    const now = `${deletionRecord.rows} rows erased; waiting for ${deletionRecord.waitingFor.join(', ')}`;
    if (now !== before) say(now);
    before = now;
  }
}

function printed(record: DeletionRecord): string {
  return [
    '',
    `Deletion record ${record.id}`,
    `  area      ${record.area.code}`,
    `  rule      ${record.rule}`,
    `  proposed  ${record.proposedBy}, ${record.proposedAt}`,
    `  approved  ${record.decidedBy}, ${record.decidedAt}`,
    `  done      ${record.doneAt}`,
    ...record.services.flatMap(({ service, tables }) => tables.filter(({ rows, held }) => rows > 0 || held > 0).map(({ table, rows, held }) =>
      `  ${`${service} ${table}`.padEnd(34)} ${String(rows).padStart(9)} rows${held > 0 ? `, ${held} kept by a legal hold` : ''}`)),
    `  ${'all'.padEnd(34)} ${String(record.rows).padStart(9)} rows${record.held > 0 ? `, ${record.held} kept by a legal hold` : ''}`,
  ].join('\n');
}
