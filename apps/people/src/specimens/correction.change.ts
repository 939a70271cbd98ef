import type { Tx } from '@lianfang/platform/persistence';
import type { Context } from '../graph.ts';
import { occupyHousehold } from '../households/household.store.ts';
import { personUnknown, sealPhone } from '../people/person.rules.ts';
import { loadPersonForUpdate, updatePerson } from '../people/person.store.ts';
import { pinyinOf } from '../people/pinyin.ts';
import { matchLateEntries } from '../reconciliation/reconcile.change.ts';
import { changeRegister } from '../register/register.change.ts';
import { emptyHousehold, loadStanding } from './door.store.ts';
import type { StandingAnswers } from './door.store.ts';
import { notCorrected } from './specimen.refusals.ts';
import type { Discrepancy, Specimen, SpecimenDoor } from './specimen.rules.ts';

type Change = Pick<Discrepancy, 'changeType' | 'changeId' | 'changeVersion'>;

/**
 * Brings what the second visit found into the register, or finds that it is there already.
 * @returns what was changed, and the version that says so
 * @throws Refusal DISCREPANCY_NOT_CORRECTED
 */
export async function correctRegister(tx: Tx, of: { discrepancy: Discrepancy; door: SpecimenDoor; specimen: Specimen }, ctx: Context): Promise<Change> {
  const { discrepancy, door, specimen } = of;
  const standing = await loadStanding(tx, door.householdId, specimen.roundId);
  switch (discrepancy.field) {
    case 'OCCUPANCY':
      return correctOccupancy(tx, door, standing, ctx);
    case 'RESIDENTS':
      if (standing.residents !== door.residents) throw notCorrected();
      return householdChange(standing);
    case 'RETURNEES':
      if (standing.visitId === null || standing.returnees !== door.returnees) throw notCorrected();
      return { changeType: 'SweepVisit', changeId: standing.visitId, changeVersion: null };
    case 'HEAD_NAME':
    case 'PHONE':
      return correctHead(tx, discrepancy.field, door, ctx);
  }
}

async function correctOccupancy(tx: Tx, door: SpecimenDoor, standing: StandingAnswers, ctx: Context): Promise<Change> {
  if (standing.occupancy === door.occupancy) return householdChange(standing);
  // Nobody's entry is taken away by the way: who moved out is moved out in the register first.
  if (door.occupancy === 'VACANT' && standing.residents > 0) throw notCorrected();
  if (door.occupancy === 'VACANT') await emptyHousehold(tx, door.householdId);
  else await occupyHousehold(tx, door.householdId);
  await changeRegister(tx, [{ areaCode: door.areaCode, households: 0, vacantHouseholds: door.occupancy === 'VACANT' ? 1 : -1, people: 0 }], ctx.clock.now());
  return householdChange({ ...standing, householdVersion: standing.householdVersion + 1 });
}

async function correctHead(tx: Tx, field: 'HEAD_NAME' | 'PHONE', door: SpecimenDoor, ctx: Context): Promise<Change> {
  if (!door.firstPersonId) throw personUnknown();
  const person = await loadPersonForUpdate(tx, door.firstPersonId);
  const found = field === 'HEAD_NAME' ? { name: door.name!, ...pinyinOf(door.name!) } : sealPhone(ctx.sealer.open(door.phoneSealed!), ctx.sealer);
  const same = field === 'HEAD_NAME' ? person.name === door.name : samePhone(person.phoneIndex, door, ctx);
  const version = same ? person.version : person.version + 1;
  if (!same) {
    await updatePerson(tx, { ...person, ...found, version });
    await matchLateEntries(tx, [person.id], ctx.clock.now());
  }
  return { changeType: 'Person', changeId: person.id, changeVersion: version };
}

function samePhone(held: Buffer | null, door: SpecimenDoor, ctx: Context): boolean {
  return held !== null && ctx.sealer.indexes(ctx.sealer.open(door.phoneSealed!)).some((index) => index.equals(held));
}

function householdChange({ householdId, householdVersion }: StandingAnswers): Change {
  return { changeType: 'Household', changeId: householdId, changeVersion: householdVersion };
}
