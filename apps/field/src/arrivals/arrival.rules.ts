import { isCalendarDay, isPhone, readResidentId } from '@lianfang/contracts/documents';
import type { DocumentKind, RiskLevel } from '../generated/operations.ts';
import { readTemperature } from '../gates/gate.rules.ts';
import type { Step } from '../outbox/outbox.rules.ts';

export const documentKinds = ['RESIDENT_ID', 'PASSPORT', 'TRAVEL_PERMIT'] as const satisfies DocumentKind[];
export const riskLevels = ['HIGH', 'MEDIUM', 'LOW'] as const satisfies RiskLevel[];

/** The one form of an arrival 落地登记, as the guard fills it in. */
export interface ArrivalForm {
  checkpointId: string;
  name: string;
  documentKind: DocumentKind;
  idNumber: string;
  /** Asked only where the document does not tell it. */
  birthDate: string;
  phone: string;
  originAreaCode: string;
  originName: string;
  risk: RiskLevel | null;
  areaCode: string;
  householdId: string | null;
  householdAddress: string;
  plate: string;
  temperature: string;
  letterSigned: boolean;
}

export type ArrivalField = keyof ArrivalForm;
/** What is wrong with a field; the words are in the dictionaries under `arrival.fault`. */
export type ArrivalFault =
  | 'MISSING' | 'ID_FORM' | 'ID_PROVINCE' | 'ID_BIRTH_DATE' | 'ID_CHECK_DIGIT' | 'DOCUMENT' | 'BIRTH_DATE' | 'PHONE' | 'TEMPERATURE' | 'LETTER';

export function emptyArrival(checkpointId: string): ArrivalForm {
  return {
    checkpointId, name: '', documentKind: 'RESIDENT_ID', idNumber: '', birthDate: '', phone: '', originAreaCode: '', originName: '',
    risk: null, areaCode: '', householdId: null, householdAddress: '', plate: '', temperature: '', letterSigned: false,
  };
}

/** Full-width digits and blanks come from phones' keyboards; X is written small as often as not. */
export function cleanNumber(text: string): string {
  return text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();
}

/** Every fault at once, by field, so that the guard sees them in one look. `today` is YYYY-MM-DD in Asia/Shanghai. */
export function faultsOf(form: ArrivalForm, today: string): Partial<Record<ArrivalField, ArrivalFault>> {
  const faults: Partial<Record<ArrivalField, ArrivalFault>> = {};
  const required: ArrivalField[] = ['checkpointId', 'name', 'idNumber', 'originAreaCode', 'risk', 'areaCode'];
  for (const field of required) if (!form[field] || String(form[field]).trim() === '') faults[field] = 'MISSING';
  const document = faults.idNumber ? null : documentFault(form, today);
  if (document) faults.idNumber = document;
  if (form.documentKind !== 'RESIDENT_ID' && form.birthDate && !isPastDay(form.birthDate, today)) faults.birthDate = 'BIRTH_DATE';
  if (form.phone.trim() && !isPhone(cleanPhone(form.phone))) faults.phone = 'PHONE';
  if (form.temperature.trim() && readTemperature(form.temperature) === null) faults.temperature = 'TEMPERATURE';
  if (!form.letterSigned) faults.letterSigned = 'LETTER';
  return faults;
}

/** What is wrong with the number of a document; null when nothing is. */
export function documentFault(form: Pick<ArrivalForm, 'documentKind' | 'idNumber'>, today: string): ArrivalFault | null {
  const number = cleanNumber(form.idNumber);
  if (form.documentKind !== 'RESIDENT_ID') return /^[A-Z0-9]{5,20}$/.test(number) ? null : 'DOCUMENT';
  const read = readResidentId(number, today);
  return 'fault' in read ? `ID_${read.fault}` : null;
}

function isPastDay(day: string, today: string): boolean {
  return isCalendarDay(day) && day <= today;
}

function cleanPhone(text: string): string {
  return text.normalize('NFKC').replace(/\s/g, '');
}

/** What the phone goes on showing of an arrival that is at the server. */
export function sentForm({ name, originName, risk }: ArrivalForm): Pick<ArrivalForm, 'name' | 'originName' | 'risk'> {
  return { name, originName, risk };
}

/** Who the person is, then that they arrived: the second takes the person's id from the first one's answer. */
export function arrivalSteps(form: ArrivalForm, keys: { person: string; arrival: string }, arrivedAt: string): Step[] {
  return [identifyStep(form, keys.person), {
    operation: 'declareArrival',
    takes: { field: 'personId', fromStep: 0 },
    answer: null,
    input: {
      key: keys.arrival,
      checkpointId: form.checkpointId,
      areaCode: form.areaCode,
      householdId: form.householdId,
      originAreaCode: form.originAreaCode,
      originName: form.originName,
      risk: form.risk,
      plate: form.plate.normalize('NFKC').replace(/\s/g, '').toUpperCase() || null,
      temperature: readTemperature(form.temperature),
      letterSigned: form.letterSigned,
      arrivedAt,
    },
  }];
}

export interface IdentifiedForm {
  name: string;
  documentKind: DocumentKind;
  idNumber: string;
  birthDate: string;
  phone: string;
  areaCode: string;
  householdId: string | null;
}

/** The step that finds or enters the person with a document; its answer brings the id. */
export function identifyStep(form: IdentifiedForm, key: string): Step {
  return {
    operation: 'identifyPerson',
    answer: null,
    input: {
      key,
      name: form.name.trim(),
      documentKind: form.documentKind,
      idNumber: cleanNumber(form.idNumber),
      birthDate: form.documentKind === 'RESIDENT_ID' ? null : form.birthDate || null,
      phone: cleanPhone(form.phone) || null,
      areaCode: form.areaCode,
      householdId: form.householdId,
    },
  };
}
