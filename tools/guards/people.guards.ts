import type { Guard } from './guard.ts';

export const peopleGuards: readonly Guard[] = [
  { keeps: 'a proposal of another area is as good as none', file: 'apps/people/src/codes/code.resolvers.ts', take: 'if (!withinArea(ctx.actor, proposal.areaCode)) throw proposalUnknown();', leave: 'void [withinArea, proposalUnknown];', bar: 'B30', tests: ['apps/people/src/codes/code.int.test.ts'] },
  { keeps: 'a person\'s code is told to who has that person in sight', file: 'apps/people/src/codes/code.resolvers.ts', take: 'if (!inSight(person, ctx)) return null;', bar: 'B19', tests: ['apps/people/src/codes/code.int.test.ts'] },
  { keeps: 'nobody is infected by whom he infected', file: 'apps/people/migrations/0043-infections.ts', take: 'SELECT FROM above WHERE id = NEW.case_id', leave: 'SELECT FROM above WHERE false', tests: ['apps/people/src/cases/case.int.test.ts'] },
  { keeps: 'a fact of a case is never edited', file: 'apps/people/migrations/0040-cases.ts', take: 'CREATE TRIGGER fact_stands BEFORE UPDATE ON case_facts FOR EACH ROW EXECUTE FUNCTION fact_stands();', tests: ['apps/people/src/cases/case.int.test.ts'] },
  { keeps: 'a person has one open case at a time', file: 'apps/people/migrations/0040-cases.ts', take: 'CREATE UNIQUE INDEX one_open_case', leave: 'CREATE INDEX one_open_case', tests: ['apps/people/src/cases/case.int.test.ts'] },
  { keeps: 'a person is under one observation at a time', file: 'apps/people/migrations/0040-cases.ts', take: 'CREATE UNIQUE INDEX one_observation', leave: 'CREATE INDEX one_observation', tests: ['apps/people/src/contacts/contact.int.test.ts'] },
  { keeps: 'a case of another area is as good as none', file: 'apps/people/src/cases/case.change.ts', take: 'if (!withinArea(ctx.actor, of.areaCode)) throw caseUnknown();', leave: 'void caseUnknown;', bar: 'B19', tests: ['apps/people/src/cases/case.int.test.ts'] },
  { keeps: 'a release waits for every sample', file: 'apps/people/src/contacts/contact.rules.ts', take: 'if (contact.testsMissing > 0) {', leave: 'if (contact.testsMissing < 0) {', tests: ['apps/people/src/contacts/contact.int.test.ts'] },
  { keeps: 'a bulletin stays what it was told on its day', file: 'apps/people/src/bulletins/bulletin.store.ts', take: ' AND known_on <= $3 GROUP BY', leave: " AND known_on <= greatest($3::date, '9999-01-01') GROUP BY", tests: ['apps/people/src/bulletins/bulletin.int.test.ts'] },
  { keeps: 'a correction takes the place of what it corrects in the sums', file: 'apps/people/migrations/0040-cases.ts', take: 'NEW.place_in_day := corrected.place_in_day;', tests: ['apps/people/src/bulletins/bulletin.int.test.ts', 'apps/people/src/cases/case.int.test.ts'] },
];
