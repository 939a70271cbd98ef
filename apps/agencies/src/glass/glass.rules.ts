import { isAreaCode, isWithinArea } from '@lianfang/contracts/areas';
import { areaCodeInvalid, glassAreaTooWide, glassNotNeeded, glassReasonMissing, glassTooMany } from './glass.refusals.ts';

export interface GlassOpening {
  id: string;
  accountId: string;
  agency: string;
  areaCode: string;
  personId: string | null;
  reasonSealed: Buffer;
  openedAt: Date;
  until: Date;
  closedAt: Date | null;
  closedBy: string | null;
}

export interface Looker {
  id: string;
  agency: string;
  areaCode: string;
  /** Whether the caller sees persons of the own area by role. Who does not, may open it too. */
  seesOwnArea: boolean;
}

/** Long enough for a night's tracing, short enough that nobody leaves it open by habit. */
const openMs = 3 * 3_600_000;
const shortestReason = 10;
const longestReason = 500;
/** Digits of a street's code. */
const widest = 9;
const mostAtOnce = 3;

/** @throws Refusal AREA_CODE_INVALID, GLASS_REASON_MISSING, GLASS_AREA_TOO_WIDE, GLASS_NOT_NEEDED, GLASS_TOO_MANY */
export function breakGlass(
  input: { areaCode: string; reason: string; personId?: string | null },
  o: { id: string; now: Date; by: Looker; reasonSealed: Buffer; openAlready: number },
): GlassOpening {
  const { areaCode } = input;
  if (!isAreaCode(areaCode)) throw areaCodeInvalid();
  const length = [...input.reason.trim().replace(/\s+/g, ' ')].length;
  if (length < shortestReason || length > longestReason) throw glassReasonMissing(shortestReason, longestReason);
  if (areaCode.length < widest) throw glassAreaTooWide();
  if (o.by.seesOwnArea && isWithinArea(areaCode, o.by.areaCode)) throw glassNotNeeded();
  if (o.openAlready >= mostAtOnce) throw glassTooMany(mostAtOnce);
  return {
    id: o.id,
    accountId: o.by.id,
    agency: o.by.agency,
    areaCode,
    personId: input.personId ?? null,
    reasonSealed: o.reasonSealed,
    openedAt: o.now,
    until: new Date(o.now.getTime() + openMs),
    closedAt: null,
    closedBy: null,
  };
}

export function isOpen({ until, closedAt }: Pick<GlassOpening, 'until' | 'closedAt'>, now: Date): boolean {
  return closedAt === null && now < until;
}

/** One that has ended by itself stays as it was. */
export function closeGlass(opening: GlassOpening, by: { id: string; at: Date }): GlassOpening {
  return isOpen(opening, by.at) ? { ...opening, closedAt: by.at, closedBy: by.id } : opening;
}

/** Who broke it may close it, and so may an administrator of the area that lies open. */
export function mayClose(opening: GlassOpening, by: { id: string; areaCode: string; administers: boolean }): boolean {
  return opening.accountId === by.id || (by.administers && isWithinArea(opening.areaCode, by.areaCode));
}
