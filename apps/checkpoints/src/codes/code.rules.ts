import type { HealthCodeColour } from '@lianfang/contracts/status';

/** A code that a person held from a time on, until its end or the next one. */
export interface PersonCode {
  changeId: string;
  personId: string;
  code: HealthCodeColour;
  validFrom: Date;
  validUntil: Date | null;
}

/** The code that held at `at`: the latest one given by then, unless its term was over. */
export function codeHeld(codes: readonly PersonCode[], at: Date): HealthCodeColour {
  const given = codes.filter(({ validFrom }) => validFrom <= at).sort((a, b) => a.validFrom.getTime() - b.validFrom.getTime() || (a.changeId < b.changeId ? -1 : 1));
  const latest = given.at(-1);
  return !latest || (latest.validUntil && latest.validUntil <= at) ? 'GREEN' : latest.code;
}
