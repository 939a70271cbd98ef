import { isAreaCode } from '@lianfang/contracts/areas';
import { shanghaiDay } from '@lianfang/platform/clock';
import { Refusal } from '@lianfang/platform/refusals';
import type { OriginKind, Returnees } from '../sweeps/sweep.rules.ts';

export interface DoorCode {
  id: string;
  householdId: string;
  areaCode: string;
  keySealed: Buffer;
  issuedAt: Date;
  issuedBy: string;
  revokedAt: Date | null;
  revokedBy: string | null;
  /** Wrong proofs since the last right one. */
  failures: number;
  lockedUntil: Date | null;
}

export type ReportWay = 'DOOR' | 'ACCOUNT';
export type Risk = 'HIGH' | 'MEDIUM' | 'LOW';

export interface SelfReport {
  id: string;
  householdId: string;
  areaCode: string;
  way: ReportWay;
  day: string;
  reportedAt: Date;
  receivedAt: Date;
  present: number;
  absent: number;
  fever: number;
  moved: number;
}

export interface Movement {
  originAreaCode: string;
  cameOn: string;
  risk: Risk | null;
}

export interface MemberReport {
  personId: string;
  present: boolean;
  temperature: number | null;
  movements: Movement[];
}

/** Where the outbreak was: the city, and its province. Seen from there the origins of a sweep are told apart. */
const outbreakCity = '4201';
export const feverCelsius = 37.3;
const attemptsPerLock = 5;
const firstLockMinutes = 15;
const longestLockMinutes = 24 * 60;
const skewMs = 5 * 60_000;
const oldestReportDays = 7;
const movementDays = 14;
const mostMovements = 10;
const dayMs = 86_400_000;

/** Last four of a member's ID number or phone: what a neighbour at the door does not know. The masks show no more than these four. */
export function provesMembership(proof: string, members: readonly { idNumberMask: string; phoneMask: string | null }[]): boolean {
  const given = proof.normalize('NFKC').trim().toUpperCase();
  if (!/^\d{3}[\dX]$/.test(given)) return false;
  return members.some(({ idNumberMask, phoneMask }) => idNumberMask.endsWith(given) || (phoneMask?.endsWith(given) ?? false));
}

/** Every five wrong proofs lock the code: a quarter of an hour first, each time twice as long, a day at most. */
export function lockAfter(failures: number, now: Date): Date | null {
  if (failures % attemptsPerLock !== 0) return null;
  const minutes = Math.min(longestLockMinutes, firstLockMinutes * 2 ** (failures / attemptsPerLock - 1));
  return new Date(now.getTime() + minutes * 60_000);
}

export function attemptsLeft(failures: number): number {
  return attemptsPerLock - (failures % attemptsPerLock);
}

/** @throws Refusal REPORT_EMPTY, REPORT_TIME_INVALID, TEMPERATURE_INVALID, MOVEMENT_INVALID */
export function judgeReport(members: readonly MemberReport[], reportedAt: Date, now: Date): void {
  if (members.length === 0 || new Set(members.map(({ personId }) => personId)).size < members.length) throw reportEmpty();
  if (reportedAt.getTime() > now.getTime() + skewMs || reportedAt.getTime() < now.getTime() - oldestReportDays * dayMs) throw reportTimeInvalid();
  const day = shanghaiDay(reportedAt);
  for (const { present, temperature, movements } of members) {
    if (temperature !== null && (!present || !(temperature >= 34 && temperature <= 43))) throw temperatureInvalid();
    if (movements.length > mostMovements || movements.some((movement) => !isRecentMovement(movement, day))) throw movementInvalid();
  }
}

function isRecentMovement({ originAreaCode, cameOn }: Movement, today: string): boolean {
  const age = (Date.parse(today) - Date.parse(cameOn)) / dayMs;
  return isAreaCode(originAreaCode) && originAreaCode.length >= 4 && age >= 0 && age <= movementDays;
}

export function hasFever({ temperature }: Pick<MemberReport, 'temperature'>): boolean {
  return temperature !== null && temperature >= feverCelsius;
}

/** A report with its figures. */
export function makeReport(of: Pick<SelfReport, 'id' | 'householdId' | 'areaCode' | 'way' | 'reportedAt' | 'receivedAt'>, members: readonly MemberReport[]): SelfReport {
  const present = members.filter((member) => member.present).length;
  return {
    ...of, day: shanghaiDay(of.reportedAt), present, absent: members.length - present, fever: members.filter(hasFever).length,
    moved: members.filter(({ movements }) => movements.length > 0).length,
  };
}

/** Who came from where, as a sweep counts it: each member once, by the gravest origin. @param home the household's area */
export function returneesOf(members: readonly MemberReport[], home: string): { origin: OriginKind; people: number }[] {
  const counts: Returnees = {};
  for (const { movements } of members) {
    const kinds = movements.map(({ originAreaCode }) => originOf(originAreaCode, home)).filter((kind) => kind !== 'NONE');
    const gravest = gravity.find((kind) => kinds.includes(kind));
    if (gravest) counts[gravest] = (counts[gravest] ?? 0) + 1;
  }
  return (Object.entries(counts) as [OriginKind, number][]).map(([origin, people]) => ({ origin, people }));
}

const gravity = ['OUTBREAK_CITY', 'OUTBREAK_PROVINCE', 'OTHER_PROVINCE', 'SAME_PROVINCE'] as const;

export function originOf(code: string, home: string): OriginKind {
  if (code.startsWith(outbreakCity)) return 'OUTBREAK_CITY';
  if (code.startsWith(outbreakCity.slice(0, 2))) return 'OUTBREAK_PROVINCE';
  if (!code.startsWith(home.slice(0, 2))) return 'OTHER_PROVINCE';
  return code.startsWith(home.slice(0, 4)) ? 'NONE' : 'SAME_PROVINCE';
}

export function doorUnknown(): Refusal {
  return new Refusal('DOOR_UNKNOWN', {
    zh: '这个二维码无效或已经更换。请扫描门上最新的二维码，或联系社区。',
    en: 'This QR code is not valid, or was replaced. Scan the latest one on the door, or ask the community office.',
  });
}

export function proofWrong(left: number): Refusal {
  return new Refusal('DOOR_PROOF_WRONG', {
    zh: `末四位不对。请输入本户任一登记人员的身份证号或手机号末四位，还可以试 ${left} 次。`,
    en: `These four do not fit. Enter the last four of the ID number or phone of any registered member; ${left} tries left.`,
  }, { left });
}

export function doorLocked(until: Date, now: Date): Refusal {
  const minutes = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 60_000));
  return new Refusal('DOOR_LOCKED', {
    zh: `输错次数过多，请 ${minutes} 分钟后再试，或请社区工作人员上门登记。`,
    en: `Too many wrong tries. Try again in ${minutes} minutes, or ask the community office to come by.`,
  }, { minutes });
}

function reportEmpty(): Refusal {
  return new Refusal('REPORT_EMPTY', { zh: '请填写至少一名家庭成员，每人只填一次。', en: 'Report at least one member, and each member once.' });
}

function reportTimeInvalid(): Refusal {
  return new Refusal('REPORT_TIME_INVALID', {
    zh: `申报时间不对：请校准手机时间后重新提交；保存超过 ${oldestReportDays} 天的申报请重新填写。`,
    en: `The time of the report is wrong. Set the clock of the phone and send it again; fill in anew what is older than ${oldestReportDays} days.`,
  });
}

function temperatureInvalid(): Refusal {
  return new Refusal('TEMPERATURE_INVALID', { zh: '体温应在 34 至 43 ℃ 之间，且只填在家人员的。', en: 'Temperatures lie between 34 and 43 °C, of members who are at home.' });
}

function movementInvalid(): Refusal {
  return new Refusal('MOVEMENT_INVALID', {
    zh: `外出记录请选择城市和返回日期（近 ${movementDays} 天内），每人最多 ${mostMovements} 条。`,
    en: `For a journey choose the city and the day of the return, within ${movementDays} days; at most ${mostMovements} a member.`,
  });
}
