import { areaRange } from '@lianfang/contracts/areas';
import { isId } from '@lianfang/platform/persistence';
import type { Tx } from '@lianfang/platform/persistence';
import { In } from 'typeorm';
import type { SelectQueryBuilder } from 'typeorm';
import { directiveUnknown } from './directive.rules.ts';
import type { Directive, DirectiveState } from './directive.rules.ts';
import { directiveTable } from './directive.table.ts';

export async function insertDirective(tx: Tx, directive: Directive): Promise<void> {
  await tx.insert(directiveTable, directive);
}

/** @throws Refusal DIRECTIVE_NOT_FOUND */
export async function loadDirectiveForUpdate(tx: Tx, id: string): Promise<Directive> {
  const directive = isId(id) ? await tx.findOne(directiveTable, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!directive) throw directiveUnknown();
  return directive;
}

export async function updateDirective(tx: Tx, { id, ...changes }: Directive): Promise<void> {
  await tx.update(directiveTable, { id }, changes);
}

export function findDirectives(tx: Tx, ids: readonly string[]): Promise<Directive[]> {
  return tx.findBy(directiveTable, { id: In(ids.filter(isId)) });
}

export interface DirectiveFilter {
  areaCode: string;
  state?: DirectiveState | null;
  ownerAgency?: string | null;
}

/** A page, the nearest deadline first, and one row more than asked. */
export function listDirectives(tx: Tx, filter: DirectiveFilter, page: { first: number; after: string | null }): Promise<Directive[]> {
  const query = filtered(tx, filter).orderBy('d.deadline').addOrderBy('d.id').limit(page.first + 1);
  if (page.after) query.andWhere('(d.deadline, d.id) > (SELECT a.deadline, a.id FROM directives a WHERE a.id = :after)', { after: page.after });
  return query.getMany();
}

export function countDirectives(tx: Tx, filter: DirectiveFilter): Promise<number> {
  return filtered(tx, filter).getCount();
}

function filtered(tx: Tx, { areaCode, state, ownerAgency }: DirectiveFilter): SelectQueryBuilder<Directive> {
  const query = tx.createQueryBuilder(directiveTable, 'd').where('d.areaCode >= :from AND d.areaCode < :below', areaRange(areaCode));
  if (state) query.andWhere('d.state = :state', { state });
  if (ownerAgency) query.andWhere('d.ownerAgency = :ownerAgency', { ownerAgency });
  return query;
}
