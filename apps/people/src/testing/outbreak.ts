import { actorOf } from '@lianfang/testing/graph';
import type { BootedSubgraph } from '@lianfang/testing/graph';
import { community, idNumber } from './district.ts';

/** What tests of cases and contacts say to the subgraph. */
export const health = actorOf('health');
const sums = `confirmed { total imported local underTreatment mild common severe critical ungraded cured died }
  asymptomatic { total imported local underObservation released died } suspected excluded
  contacts { ...K } close { ...K } secondary { ...K } general { ...K } suspectedConfirmed asymptomaticConfirmed`;
export const contactFields = `id kind state declaredOn lastExposureOn endsOn ruleVersion releasable releaseRefusal becameCase { id }
  exposures { id kind day place case { id } through { id } rule withdrawnAt } facts { id kind value day corrects live reason rule } followUps { id kind dueOn done temperature result }`;
export const caseFields = `id number class origin severity outcome contactCount observedCount facts { id kind value day corrects live reason }
  links { id certainty byRule source { id } case { id } }`;

export interface Sums {
  [name: string]: number | Record<string, number>;
}

/** People, cases and contacts of a booted subgraph, through the public door. */
export function outbreakOf(people: BootedSubgraph) {
  let serial = 0;
  const today = () => new Date(people.clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  const key = () => crypto.randomUUID();
  return {
    today,
    async enter(areaCode = community): Promise<string> {
      serial += 1;
      const input = { key: key(), name: '赵小明', idNumber: idNumber(serial % 1000, `19${String(50 + Math.floor(serial / 1000)).padStart(2, '0')}0101`), areaCode };
      return (await people.call(actorOf('community', { areaCode: areaCode.slice(0, 6) }), `mutation ($input: IdentifyPersonInput!) { identifyPerson(input: $input) { id } }`, { input })).identifyPerson.id;
    },
    async several(many: number, areaCode = community): Promise<string[]> {
      const ids: string[] = [];
      for (let at = 0; at < many; at += 1) ids.push(await this.enter(areaCode));
      return ids;
    },
    async register(personId: string, more: object = {}) {
      const input = { key: key(), personId, class: 'CONFIRMED', origin: 'LOCAL', day: today(), ...more };
      return (await people.call(health, `mutation ($input: RegisterCaseInput!) { registerCase(input: $input) { ${caseFields} } }`, { input })).registerCase;
    },
    async record(caseId: string, kind: string, value: string, day = today()) {
      const input = { key: key(), caseId, kind, value, day };
      return (await people.call(health, `mutation ($input: RecordCaseFactInput!) { recordCaseFact(input: $input) { ${caseFields} } }`, { input })).recordCaseFact;
    },
    async correct(factId: string, more: object = {}) {
      const input = { key: key(), factId, reason: '复核病历', ...more };
      return (await people.call(health, `mutation ($input: CorrectCaseFactInput!) { correctCaseFact(input: $input) { ${caseFields} } }`, { input })).correctCaseFact;
    },
    async trace(source: object, personIds: string[], more: object = {}) {
      const input = { key: key(), ...source, personIds, exposure: { kind: 'MEAL', day: today(), place: '人民饭店' }, ...more };
      const mutation = `mutation ($input: TraceContactsInput!) { traceContacts(input: $input) { added joined refused verdicts { personId joined refusal message contact { ${contactFields} } } } }`;
      return (await people.call(health, mutation, { input })).traceContacts;
    },
    async contact(id: string) {
      return (await people.call(health, `query ($id: ID!) { contact(id: $id) { ${contactFields} } }`, { id })).contact;
    },
    async answer(inputs: object[]) {
      const mutation = `mutation ($key: ID!, $inputs: [RecordFollowUpInput!]!) { recordFollowUps(key: $key, inputs: $inputs) { refusal message followUp { id done alarming temperature result } } }`;
      return (await people.call(health, mutation, { key: key(), inputs })).recordFollowUps;
    },
    async release(contactIds: string[]) {
      return (await people.call(health, `mutation ($ids: [ID!]!) { releaseContacts(contactIds: $ids) { contactId released refusal } }`, { ids: contactIds })).releaseContacts;
    },
    async bulletin(areaCode: string, asked: { day?: string; knownOn?: string } = {}): Promise<{ today: Sums; yesterday: Sums; change: Sums }> {
      const query = `query ($areaCode: ID!, $day: Date, $knownOn: Date) { bulletin(areaCode: $areaCode, day: $day, knownOn: $knownOn) { today { ${sums} } yesterday { ${sums} } change { ${sums} } } }
        fragment K on ContactSums { traced underObservation released turnedCase }`;
      return (await people.call(health, query, { areaCode, ...asked })).bulletin;
    },
    async codeOf(id: string): Promise<string> {
      return (await people.call(health, `query ($id: ID!) { person(id: $id) { healthCode { code } } }`, { id })).person.healthCode.code;
    },
    nextDay: (days = 1) => people.clock.advance(days * 86_400_000),
  };
}
