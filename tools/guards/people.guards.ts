import type { Guard } from './guard.ts';

export const peopleGuards: readonly Guard[] = [
  { keeps: 'a proposal of another area is as good as none', file: 'apps/people/src/codes/code.resolvers.ts', take: 'if (!withinArea(ctx.actor, proposal.areaCode)) throw proposalUnknown();', leave: 'void [withinArea, proposalUnknown];', bar: 'B30', tests: ['apps/people/src/codes/code.int.test.ts'] },
  { keeps: 'a person\'s code is told to who has that person in sight', file: 'apps/people/src/codes/code.resolvers.ts', take: 'if (!inSight(person, ctx)) return null;', bar: 'B19', tests: ['apps/people/src/codes/code.int.test.ts'] },
];
