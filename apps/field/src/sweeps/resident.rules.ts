import type { Member } from './sweep.rules.ts';

/** What a squad corrects of a resident, and what it saw when it began. */
export interface ResidentForm {
  personId: string;
  basedOn: number;
  /** As shown, perhaps masked: what comes back unchanged is not sent. */
  seen: { name: string; phone: string; relation: string };
  name: string;
  phone: string;
  relation: string;
}

export function residentForm(member: Member): ResidentForm {
  const seen = { name: member.name, phone: member.phone ?? '', relation: member.relation ?? '' };
  return { personId: member.id, basedOn: member.version, seen, ...seen };
}

const editable = ['name', 'phone', 'relation'] as const;

export function changedFields(form: ResidentForm): (typeof editable)[number][] {
  return editable.filter((field) => form[field].trim() !== form.seen[field]);
}

/** The mutation's input: only what was changed. */
export function editInput(form: ResidentForm, key: string, editedAt: string): { key: string } & Record<string, unknown> {
  return { key, personId: form.personId, basedOn: form.basedOn, editedAt, ...Object.fromEntries(changedFields(form).map((field) => [field, form[field].trim()])) };
}
