import type { Direction } from '../generated/operations.ts';
import { identifyStep } from '../arrivals/arrival.rules.ts';
import type { IdentifiedForm } from '../arrivals/arrival.rules.ts';
import type { Step } from '../outbox/outbox.rules.ts';

/** Who stands at the gate: a scanned pass, somebody picked from the register, or a document. */
export type Passer =
  | { by: 'pass'; code: string }
  | { by: 'person'; personId: string; name: string }
  | { by: 'document'; document: IdentifiedForm };

export interface PassageForm {
  checkpointId: string;
  checkpointName: string;
  direction: Direction;
  passer: Passer;
  temperature: number | null;
  plate: string;
  /** ISO 8601, device time at the gate. */
  passedAt: string;
}

/** A document is identified first; the passage then takes the person's id from that answer. */
export function passageSteps(form: PassageForm, keys: { person: string; passage: string }): Step[] {
  const { passer } = form;
  const passage: Step = {
    operation: 'recordPassage',
    answer: null,
    input: {
      key: keys.passage,
      checkpointId: form.checkpointId,
      direction: form.direction,
      passCode: passer.by === 'pass' ? passer.code : null,
      personId: passer.by === 'person' ? passer.personId : null,
      temperature: form.temperature,
      plate: form.plate.normalize('NFKC').replace(/\s/g, '').toUpperCase() || null,
      passedAt: form.passedAt,
    },
  };
  if (passer.by !== 'document') return [passage];
  return [identifyStep(passer.document, keys.person), { ...passage, takes: { field: 'personId', fromStep: 0 } }];
}

/** What the phone goes on showing of a passage that is at the server: no document, no code that could be shown again. */
export function sentPassage(form: PassageForm): PassageForm {
  return { ...form, plate: '', passer: { by: 'person', personId: '', name: passerLabel(form.passer) } };
}

/** How the list of unsent work names a passage: a pass by the end of its code, since a code holds no name. */
export function passerLabel(passer: Passer): string {
  switch (passer.by) {
    case 'pass':
      return `…${passer.code.slice(-6)}`;
    case 'person':
      return passer.name;
    case 'document':
      return passer.document.name;
  }
}
