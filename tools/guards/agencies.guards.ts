import type { Guard } from './guard.ts';

const noun = (path: string) => `apps/agencies/src/${path}`;
const accounts = ['apps/agencies/src/accounts/account.int.test.ts'];
const keys = ['apps/agencies/src/keys/key.int.test.ts'];
const glass = ['apps/agencies/src/glass/glass.int.test.ts'];
const holds = ['apps/agencies/src/holds/hold.int.test.ts'];
const ending = ['apps/agencies/src/ending/ending.int.test.ts'];
const trail = ['apps/agencies/src/trail/trail.int.test.ts'];

export const agencyGuards: readonly Guard[] = [
  { keeps: 'an administrator gives only roles of the own agency', file: noun('accounts/account.rules.ts'), take: 'if (wanted.length === 0 || !wanted.every((role) => (given as readonly string[]).includes(role))) throw roleNotOfAgency(given);', leave: 'void given;', tests: accounts },
  { keeps: 'an account of another agency or area is not found', file: noun('accounts/account.rules.ts'), take: 'if (!account || account.agency !== administrator.agency || !isWithinArea(account.areaCode, administrator.areaCode)) throw accountNotFound();', leave: 'if (!account || isWithinArea(account.areaCode, "00")) throw accountNotFound();', tests: accounts },
  { keeps: 'nobody changes the own account', file: noun('accounts/account.rules.ts'), take: 'if (accountId === administrator.id) throw accountIsYourOwn();', leave: 'void [accountId, administrator, accountIsYourOwn];', tests: accounts },
  { keeps: 'only a resident is bound to a household', file: noun('accounts/account.rules.ts'), take: "if (householdId && !roles.includes('resident')) throw householdNotOfRole();", leave: 'void [roles, householdId, householdNotOfRole];', tests: accounts },
  { keeps: 'a change based on an old version is refused', file: noun('accounts/account.rules.ts'), take: 'if (account.version !== basedOn) throw accountChangedMeanwhile(account.version);', leave: 'void [basedOn, accountChangedMeanwhile];', tests: accounts },
  { keeps: 'an account is registered in the own area', file: noun('accounts/account.resolvers.ts'), take: 'registerAccount: (_root, { input }, ctx) => {\n      demandArea(ctx.actor, input.areaCode);', leave: 'registerAccount: (_root, { input }, ctx) => {', tests: accounts },
  { keeps: 'an agency keeps its last administrator', file: noun('accounts/account.resolvers.ts'), take: 'if ((await countAdministrators(tx, { ...before, without: accountId })) === 0) throw accountLastAdministrator();', leave: 'void [countAdministrators, accountLastAdministrator];', tests: accounts },
  { keeps: 'who is no administrator any more manages nobody', file: noun('accounts/account.resolvers.ts'), take: 'if (own && own.agency === ctx.actor.agency && !administers(own)) throw administratorNoMore();', leave: 'void [own, administratorNoMore];', tests: accounts },
  { keeps: 'an account is seen by its own agency\'s administrator only', file: noun('accounts/account.resolvers.ts'), take: 'return account.agency === ctx.actor.agency && isWithinArea(account.areaCode, ctx.actor.areaCode) ? account : null;', leave: 'return isWithinArea(account.areaCode, account.areaCode) ? account : null;', tests: accounts },
  { keeps: 'a machine key gets only scopes of its agency', file: noun('keys/key.rules.ts'), take: 'if (wanted.length === 0 || !wanted.every((scope) => given.includes(scope))) throw scopeNotOfMachines(given);', leave: 'void [given, scopeNotOfMachines];', tests: keys },
  { keeps: 'a machine key ends within a year', file: noun('keys/key.rules.ts'), take: 'if (ahead <= 0 || ahead > yearMs) throw keyExpiryInvalid();', leave: 'void [ahead, yearMs, keyExpiryInvalid];', tests: keys },
  { keeps: 'an ended key is not rotated', file: noun('keys/key.rules.ts'), take: 'if (key.revokedAt || key.replacedBy || key.expiresAt <= o.now) throw keyEnded();', leave: 'void keyEnded;', tests: keys },
  { keeps: 'a key of another agency is not found', file: noun('keys/key.rules.ts'), take: 'if (!key || key.agency !== by.agency || !isWithinArea(key.areaCode, by.areaCode)) throw keyNotFound();', leave: 'if (!key || isWithinArea(by.areaCode, "00")) throw keyNotFound();', tests: keys },
  { keeps: 'the glass is not broken without a reason', file: noun('glass/glass.rules.ts'), take: 'if (length < shortestReason || length > longestReason) throw glassReasonMissing(shortestReason, longestReason);', leave: 'void length;', bar: 'B27', tests: glass },
  { keeps: 'the glass opens a street at most', file: noun('glass/glass.rules.ts'), take: 'if (areaCode.length < widest) throw glassAreaTooWide();', leave: 'void [widest, glassAreaTooWide];', bar: 'B27', tests: glass },
  { keeps: 'three openings at once are the most', file: noun('glass/glass.rules.ts'), take: 'if (o.openAlready >= mostAtOnce) throw glassTooMany(mostAtOnce);', leave: 'void [mostAtOnce, glassTooMany];', bar: 'B27', tests: glass },
  { keeps: 'an opening is closed by its own, or by the administrator of its area', file: noun('glass/glass.resolvers.ts'), take: 'if (!held || !mayClose(held, by)) throw glassNotFound();', leave: 'if (!held || !by || !mayClose) throw glassNotFound();', tests: glass },
  { keeps: 'openings elsewhere are not listed', file: noun('glass/glass.resolvers.ts'), take: '      demandArea(ctx.actor, areaCode);\n', leave: '      void demandArea;\n', tests: glass },
  { keeps: 'a hold is placed in the own area', file: noun('holds/hold.resolvers.ts'), take: '      demandArea(ctx.actor, input.areaCode);\n', tests: holds },
  { keeps: 'a hold is lifted by the agency that placed it', file: noun('holds/hold.resolvers.ts'), take: 'if (!held || held.placedAgency !== ctx.actor.agency || !withinArea(ctx.actor, held.areaCode)) throw holdNotFound();', leave: 'if (!held) throw holdNotFound();', tests: holds },
  { keeps: 'a hold has a reason', file: noun('holds/hold.rules.ts'), take: 'if (length < 10 || length > 500) throw holdReasonMissing();', leave: 'void [length, holdReasonMissing];', tests: holds },
  { keeps: 'the end of the epidemic needs another person', file: noun('ending/ending.rules.ts'), take: 'if (ending.proposedBy === by.id) throw needsAnother();', leave: 'void [by, needsAnother];', bar: 'B28', tests: ending },
  { keeps: 'the end of the epidemic is typed to be meant', file: noun('ending/ending.rules.ts'), take: 'if (typed !== ending.areaCode) throw areaDiffers();', leave: 'void [typed, areaDiffers];', bar: 'B28', tests: ending },
  { keeps: 'the end of the epidemic is decided in the own area', file: noun('ending/ending.resolvers.ts'), take: 'if (!ending || !withinArea(ctx.actor, ending.areaCode)) throw endingNotFound();', leave: 'if (!ending) throw endingNotFound();', bar: 'B28', tests: ending },
  { keeps: 'the trail is asked for the own area', file: noun('trail/trail.resolvers.ts'), take: '  demandArea(caller, area);\n', leave: '  void demandArea;\n', bar: 'B19', tests: trail },
  { keeps: 'who looked at a person is told to who has that person in sight', file: noun('trail/trail.resolvers.ts'), take: 'if (version && inSight({ areaCode: area?.code, householdId: household?.id }, { actor })) return', leave: 'if (version || inSight({ areaCode: area?.code, householdId: household?.id }, { actor })) return', bar: 'B19', tests: trail },
  { keeps: 'a resident is not told which official looked', file: noun('trail/trail.resolvers.ts'), take: 'return actor.householdId === undefined;', leave: 'return true;', tests: trail },
];
