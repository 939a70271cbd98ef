import { readTemperature } from '../gates/gate.rules.ts';
import type { MovementRisk } from '../generated/operations.ts';
import type { Step } from '../outbox/outbox.rules.ts';

export const risks = ['HIGH', 'MEDIUM', 'LOW'] as const satisfies MovementRisk[];
/** Movements of the last so many days are asked for. */
export const movementDays = 14;

export interface JourneyForm {
  originAreaCode: string;
  originName: string;
  cameOn: string;
  risk: MovementRisk | null;
}

export interface MemberForm {
  personId: string;
  /** As the page showed it: masked on a phone that nobody has proven anything on. */
  label: string;
  present: boolean;
  temperature: string;
  journeys: JourneyForm[];
}

/** What a household fills in. It is kept on the phone as it is typed, and sent once. */
export interface ReportForm {
  /** Of the door; empty for an account that is bound to the household. */
  code: string;
  proof: string;
  members: MemberForm[];
}

export type ReportFault = 'PROOF' | 'TEMPERATURE' | 'JOURNEY';

/** Everybody at home and nobody away: what is true of most households on most days takes no tap. */
export function blankReport(code: string, members: readonly { id: string; name: string; relation?: string | null }[]): ReportForm {
  return { code, proof: '', members: members.map(({ id, name, relation }) => ({ personId: id, label: relation && !relation.includes('*') ? `${name} · ${relation}` : name, present: true, temperature: '', journeys: [] })) };
}

/** A draft with the members as they are now: who has come is added, who has gone is left out. */
export function meetMembers(draft: ReportForm, fresh: ReportForm): ReportForm {
  const kept = new Map(draft.members.map((member) => [member.personId, member]));
  return { ...draft, code: fresh.code, members: fresh.members.map((member) => ({ ...(kept.get(member.personId) ?? member), label: member.label })) };
}

export function isProof(text: string): boolean {
  return /^\d{3}[\dXx]$/.test(text.normalize('NFKC').trim());
}

/** Every fault by member, and the proof's under ''. */
export function faultsOfReport(form: ReportForm, today: string): Map<string, ReportFault> {
  const faults = new Map<string, ReportFault>();
  if (form.code && !isProof(form.proof)) faults.set('', 'PROOF');
  for (const { personId, present, temperature, journeys } of form.members) {
    if (present && temperature.trim() && readTemperature(temperature) === null) faults.set(personId, 'TEMPERATURE');
    else if (journeys.some((journey) => !isWhole(journey, today))) faults.set(personId, 'JOURNEY');
  }
  return faults;
}

function isWhole({ originAreaCode, cameOn }: JourneyForm, today: string): boolean {
  const age = (Date.parse(today) - Date.parse(cameOn)) / 86_400_000;
  return originAreaCode !== '' && age >= 0 && age <= movementDays;
}

export function stepsOfReport(form: ReportForm, key: string, reportedAt: string): Step[] {
  const members = form.members.map(({ personId, present, temperature, journeys }) => ({
    personId, present, temperature: present ? readTemperature(temperature) : null,
    movements: journeys.map(({ originAreaCode, cameOn, risk }) => ({ originAreaCode, cameOn, risk })),
  }));
  const who = form.code ? { code: form.code, proof: form.proof.normalize('NFKC').trim() } : {};
  return [{ operation: 'reportHousehold', input: { key, reportedAt, members, ...who }, answer: null }];
}

/** Takes the form's place once it is sent: how many were at home is enough to show. */
export function sentReport(form: ReportForm): ReportForm {
  return { code: form.code, proof: '', members: form.members.map(({ personId, present }) => ({ personId, label: '', present, temperature: '', journeys: [] })) };
}
