import { areaRange } from '@lianfang/contracts/areas';
import { isId } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import type { Ending, EndingAnswer } from './ending.rules.ts';
import { endingAnswerTable, endingTable } from './ending.table.ts';

export function findEndings(tx: Tx, ids: readonly string[]): Promise<Ending[]> {
  return tx.findBy(endingTable, { id: In(ids.filter(isId)) });
}

/** Locked until the transaction ends. */
export async function findEndingForUpdate(tx: Tx, id: string): Promise<Ending | null> {
  return isId(id) ? tx.findOne(endingTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
}

/** Newest first: ids grow with time. */
export function listEndings(tx: Tx, areaCode: string, page: { limit: number; after: string | null }): Promise<Ending[]> {
  const query = inArea(tx, areaCode).orderBy('row.id', 'DESC').limit(page.limit);
  if (page.after) query.andWhere('row.id < :after', { after: page.after });
  return query.getMany();
}

export function countEndings(tx: Tx, areaCode: string): Promise<number> {
  return inArea(tx, areaCode).getCount();
}

function inArea(tx: Tx, areaCode: string) {
  return tx.createQueryBuilder(endingTable, 'row').where('row.areaCode >= :from AND row.areaCode < :below', areaRange(areaCode));
}

export function listAnswers(tx: Tx, endingIds: readonly string[]): Promise<EndingAnswer[]> {
  return tx.find(endingAnswerTable, { where: { endingId: In([...endingIds]) }, order: { finishedAt: 'ASC' } });
}

/** @returns false when the area has one that is proposed or under way */
export async function insertEnding(tx: Tx, ending: Ending): Promise<boolean> {
  const inserted = await tx.createQueryBuilder().insert().into(endingTable).values(ending).orIgnore().returning('id').execute();
  return (inserted.raw as unknown[]).length === 1;
}

export async function updateEnding(tx: Tx, { id, state, decidedBy, decidedAgency, decidedAt, doneAt }: Ending): Promise<void> {
  await tx.update(endingTable, { id }, { state, decidedBy, decidedAgency, decidedAt, doneAt });
}

export async function insertAnswer(tx: Tx, answer: EndingAnswer): Promise<void> {
  await tx.createQueryBuilder().insert().into(endingAnswerTable).values(answer).orIgnore().execute();
}
