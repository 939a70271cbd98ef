import { areaRange } from '@lianfang/contracts/areas';
import { aloneWindowMinutes, mostDecidedAlone } from '@lianfang/contracts/status';
import type { ProposalState } from '@lianfang/contracts/status';
import type { SelectQueryBuilder } from 'typeorm';
import { isId } from '../persistence/index.ts';
import type { Tx } from '../persistence/index.ts';
import { Refusal } from '../refusals/index.ts';
import { proposalUnknown } from './proposal.ts';
import type { Proposal, RowVerdict } from './proposal.ts';
import { proposalTable } from './tables.ts';

/**
 * Whether this person may decide over so many people alone now; if so it is counted. Calls of one person wait for one another
 * (an advisory lock until the transaction ends), so eleven at the same instant are eleven.
 */
export async function decideAlone(tx: Tx, by: { id: string }, people: number, now: Date): Promise<boolean> {
  if (people > mostDecidedAlone) return false;
  await tx.query(`/* lockDecider */ SELECT pg_advisory_xact_lock(hashtextextended('decider:' || $1, 0))`, [by.id]);
  const since = new Date(now.getTime() - aloneWindowMinutes * 60_000);
  const [{ decided }] = await tx.query<[{ decided: number }]>(
    `/* countLoneDecisions */
     SELECT coalesce(sum(people), 0)::int AS decided FROM lone_decisions WHERE decided_by_id = $1 AND decided_at > $2`,
    [by.id, since],
  );
  if (decided + people > mostDecidedAlone) return false;
  await tx.query(`/* countLoneDecision */ INSERT INTO lone_decisions (decided_by_id, decided_at, people) VALUES ($1, $2, $3)`, [by.id, now, people]);
  return true;
}

export async function insertProposal(tx: Tx, proposal: Proposal): Promise<void> {
  await tx.insert(proposalTable, proposal);
}

/** @throws Refusal PROPOSAL_NOT_FOUND */
export async function loadProposalForUpdate(tx: Tx, id: string): Promise<Proposal> {
  const proposal = isId(id) ? await tx.findOne(proposalTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!proposal) throw proposalUnknown();
  return proposal;
}

export function findProposal(tx: Tx, id: string): Promise<Proposal | null> {
  return isId(id) ? tx.findOneBy(proposalTable, { id }) : Promise.resolve(null);
}

export async function updateProposal(tx: Tx, { id, ...changes }: Proposal): Promise<void> {
  await tx.update(proposalTable, { id }, changes);
}

export interface ProposalFilter {
  areaCode: string;
  state?: ProposalState | null;
  /** Decides which open ones have expired. */
  now: Date;
}

/** A page, newest first, and one row more than asked. */
export function listProposals(tx: Tx, filter: ProposalFilter, page: { first: number; after: string | null }): Promise<Proposal[]> {
  const query = filtered(tx, filter).orderBy('p.id', 'DESC').limit(page.first + 1);
  if (page.after) query.andWhere('p.id < :after', { after: page.after });
  return query.getMany();
}

export function countProposals(tx: Tx, filter: ProposalFilter): Promise<number> {
  return filtered(tx, filter).getCount();
}

function filtered(tx: Tx, { areaCode, state, now }: ProposalFilter): SelectQueryBuilder<Proposal> {
  const query = tx.createQueryBuilder(proposalTable, 'p').where('p.areaCode >= :from AND p.areaCode < :below', areaRange(areaCode));
  if (state === 'EXPIRED') return query.andWhere(`p.state = 'OPEN' AND p.expiresAt <= :now`, { now });
  if (state === 'OPEN') return query.andWhere(`p.state = 'OPEN' AND p.expiresAt > :now`, { now });
  return state ? query.andWhere('p.state = :state', { state }) : query;
}

/**
 * Runs `work` for each row by itself: a refused row is undone and told, the others stand. In the caller's transaction, each row
 * behind a savepoint.
 */
export async function judgeEach<Row>(tx: Tx, rows: readonly Row[], subjectOf: (row: Row) => string, work: (row: Row) => Promise<void>): Promise<RowVerdict[]> {
  const verdicts: RowVerdict[] = [];
  for (const row of rows) {
    const refusal = await orUndone(tx, () => work(row));
    verdicts.push({ subject: subjectOf(row), code: refusal?.code ?? null, zh: refusal?.texts.zh ?? null, en: refusal?.texts.en ?? null });
  }
  return verdicts;
}

async function orUndone(tx: Tx, work: () => Promise<void>): Promise<Refusal | null> {
  await tx.query('SAVEPOINT row_of_list');
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await tx.query('ROLLBACK TO SAVEPOINT row_of_list');
    return error;
  }
  await tx.query('RELEASE SAVEPOINT row_of_list');
  return null;
}
