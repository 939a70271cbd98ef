import { areaRange } from '@lianfang/contracts/areas';
import { insertMany, isId } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import { allocationUnknown } from './allocation.rules.ts';
import type { Allocation, AllocationLine, AllocationState } from './allocation.rules.ts';
import { allocationLineTable, allocationTable } from './allocation.table.ts';

export async function insertAllocation(tx: Tx, allocation: Allocation, lines: readonly Omit<AllocationLine, 'deliveredAt' | 'signedBy'>[]): Promise<void> {
  await tx.insert(allocationTable, allocation);
  await insertMany(tx, 'allocation_lines', { allocation_id: 'uuid', place_id: 'uuid', headcount: 'int', quantity: 'int' }, lines);
}

/** Locks the plan: its steps follow each other. @throws Refusal ALLOCATION_NOT_FOUND */
export async function loadAllocationForUpdate(tx: Tx, id: string): Promise<Allocation> {
  const allocation = isId(id) ? await tx.findOne(allocationTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!allocation) throw allocationUnknown();
  return allocation;
}

export async function updateAllocation(tx: Tx, allocation: Allocation): Promise<void> {
  const { id, ...changes } = allocation;
  await tx.update(allocationTable, { id }, changes);
}

export async function signAllocationLine(tx: Tx, line: AllocationLine): Promise<void> {
  const { allocationId, placeId, deliveredAt, signedBy } = line;
  await tx.update(allocationLineTable, { allocationId, placeId }, { deliveredAt, signedBy });
}

export function findAllocations(tx: Tx, ids: readonly string[]): Promise<Allocation[]> {
  return tx.findBy(allocationTable, { id: In(ids.filter(isId)) });
}

export function listAllocationLines(tx: Tx, allocationIds: readonly string[]): Promise<AllocationLine[]> {
  return tx.find(allocationLineTable, { where: { allocationId: In([...allocationIds]) }, order: { placeId: 'ASC' } });
}

export function listAllocations(tx: Tx, areaCode: string, state: AllocationState | null, first: number): Promise<Allocation[]> {
  const query = tx
    .createQueryBuilder(allocationTable, 'a')
    .where('a.areaCode >= :from AND a.areaCode < :below', areaRange(areaCode))
    .orderBy('a.id', 'DESC')
    .limit(first);
  if (state) query.andWhere('a.state = :state', { state });
  return query.getMany();
}
