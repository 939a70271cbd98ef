import { shanghaiDay } from '@lianfang/platform/clock';
import { Refusal } from '@lianfang/platform/refusals';

export type TipKind = 'RETURNEE' | 'HEALTH_CODE' | 'ISOLATION_BREACH' | 'GATHERING' | 'VENUE' | 'OTHER';
export type TipOutcome = 'TRUE' | 'FALSE_ALARM' | 'UNVERIFIABLE';
export type TipFollowKind = 'ISOLATION_ORDER' | 'PCR_TESTS' | 'HEALTH_CODE' | 'HOME_STAY' | 'VENUE_ORDER' | 'OTHER';

export interface TipFollow {
  kind: TipFollowKind;
  reference: string;
  day: string;
}

export interface TipOff {
  id: string;
  areaCode: string;
  channel: 'HOTLINE' | 'PAGE';
  kind: TipKind;
  /** Null once its time has run out. */
  wordsSealed: Buffer | null;
  tipperNameSealed: Buffer | null;
  tipperPhoneSealed: Buffer | null;
  claimSealed: Buffer;
  /** Keyed hash of the claim code, which its holder alone knows. */
  claimIndex: Buffer;
  receivedAt: Date;
  /** The desk that took it down; null when it was given by page. */
  recordedBy: string | null;
  state: 'RECEIVED' | 'VERIFYING' | 'CLOSED';
  verifierId: string | null;
  verifier: string | null;
  takenAt: Date | null;
  outcome: TipOutcome | null;
  finding: string | null;
  followed: TipFollow[];
  closedAt: Date | null;
  ruleVersion: string | null;
  /** Fen. */
  rewardFen: number | null;
}

export interface TipReward {
  tipId: string;
  areaCode: string;
  rewardFen: number;
  verifierId: string;
  paidAt: Date;
  paidById: string;
  paidBy: string;
}

export interface TipRule {
  outcome: TipOutcome;
  version: string;
  rewardFen: number;
  summaryZh: string;
  summaryEn: string;
}

export interface Verifier {
  id: string;
  name: string;
}

/** Letters that nobody mistakes for each other when a code is read out over the phone: 30 of them, a dozen a code. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const claimLetters = 12;
const shortestWords = 5;
const longestWords = 500;
const longestReference = 60;
const mostFollowed = 10;

/** @param random 12 bytes */
export function claimCodeOf(random: Buffer): string {
  const letters = [...random.subarray(0, claimLetters)].map((byte) => alphabet[byte % alphabet.length]);
  return [letters.slice(0, 4), letters.slice(4, 8), letters.slice(8)].map((part) => part.join('')).join('-');
}

/** As it is typed: without dashes and blanks, in capitals. */
export function plainClaim(code: string): string {
  return code.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();
}

/** @throws Refusal TIP_WORDS_INVALID */
export function judgeWords(text: string): string {
  const words = text.trim();
  if (words.length < shortestWords || words.length > longestWords) throw wordsInvalid();
  return words;
}

/** @throws Refusal TIP_NOT_FOUND, TIP_TAKEN */
export function takeTip(tip: TipOff, by: Verifier, now: Date): TipOff {
  if (tip.state === 'CLOSED') throw tipUnknown();
  if (tip.verifierId === by.id) return tip;
  if (tip.verifierId) throw tipTaken();
  return { ...tip, state: 'VERIFYING', verifierId: by.id, verifier: by.name, takenAt: now };
}

/** @throws Refusal TIP_NOT_FOUND */
export function returnTip(tip: TipOff, by: Verifier): TipOff {
  if (tip.state !== 'VERIFYING' || tip.verifierId !== by.id) throw tipUnknown();
  return { ...tip, state: 'RECEIVED', verifierId: null, verifier: null, takenAt: null };
}

/**
 * @param finding its text is one that names nobody
 * @throws Refusal TIP_NOT_FOUND, TIP_FOLLOW_INVALID
 */
export function closeTip(tip: TipOff, finding: { outcome: TipOutcome; finding: string; followed: readonly TipFollow[] }, rule: TipRule, by: Verifier, now: Date): TipOff {
  if (tip.state !== 'VERIFYING' || tip.verifierId !== by.id) throw tipUnknown();
  const followed = finding.followed.map((follow) => judgeFollow(follow, shanghaiDay(now)));
  if (followed.length > mostFollowed) throw followInvalid();
  return {
    ...tip, state: 'CLOSED', outcome: finding.outcome, finding: finding.finding, followed, closedAt: now, ruleVersion: rule.version, rewardFen: rule.rewardFen,
  };
}

/** Tests and stays at home are often ahead of us: a day within a month counts too. */
function judgeFollow({ kind, reference, day }: TipFollow, today: string): TipFollow {
  const text = reference.trim();
  const far = Math.abs(Date.parse(day) - Date.parse(today)) > 31 * 86_400_000;
  if (!text || text.length > longestReference || far || /\d{17}[\dXx]|1[3-9]\d{9}/.test(text)) throw followInvalid();
  return { kind, reference: text, day };
}

/** @throws Refusal TIP_NOT_CLOSED, TIP_NO_REWARD, TIP_OWN_VERIFICATION, TIP_REWARD_PAID */
export function payReward(tip: TipOff, paid: TipReward | null, by: Verifier, now: Date): TipReward {
  if (tip.state !== 'CLOSED') throw notClosed();
  if (!tip.rewardFen) throw noReward();
  if (paid) throw rewardPaid();
  if (tip.verifierId === by.id) throw ownVerification();
  return { tipId: tip.id, areaCode: tip.areaCode, rewardFen: tip.rewardFen, verifierId: tip.verifierId!, paidAt: now, paidById: by.id, paidBy: by.name };
}

export function tipUnknown(): Refusal {
  return new Refusal('TIP_NOT_FOUND', {
    zh: '找不到该线索，或不在您的辖区内，或不由您核实，或已办结。',
    en: 'There is no such tip-off in your area, or it is not yours to verify, or it is closed.',
  });
}

function tipTaken(): Refusal {
  return new Refusal('TIP_TAKEN', { zh: '该线索已由他人认领核实。请先由其退回，再认领。', en: 'Somebody else verifies this tip-off. They may give it back first.' });
}

export function claimUnknown(): Refusal {
  return new Refusal('TIP_CLAIM_UNKNOWN', { zh: '没有这个领奖码。请逐字核对，共 12 位字母和数字。', en: 'There is no such claim code. Compare its 12 letters and digits one by one.' });
}

function notClosed(): Refusal {
  return new Refusal('TIP_NOT_CLOSED', { zh: '该线索还在核实，尚不能领奖。', en: 'This tip-off is still being verified; nothing can be paid yet.' });
}

function noReward(): Refusal {
  return new Refusal('TIP_NO_REWARD', { zh: '按规定，该线索没有奖励。', en: 'By the rule this tip-off earns no reward.' });
}

export function rewardPaid(): Refusal {
  return new Refusal('TIP_REWARD_PAID', { zh: '该奖励已经发放过，不能重复领取。', en: 'This reward was paid already. It is paid once.' });
}

function ownVerification(): Refusal {
  return new Refusal('TIP_OWN_VERIFICATION', { zh: '核实人不能发放同一线索的奖励，请由另一人发放。', en: 'Whoever verified a tip-off does not pay its reward. Let somebody else pay it.' });
}

function wordsInvalid(): Refusal {
  return new Refusal('TIP_WORDS_INVALID', {
    zh: `请用 ${shortestWords} 至 ${longestWords} 个字写明时间、地点和情况。`,
    en: `Say when, where and what in ${shortestWords} to ${longestWords} characters.`,
  });
}

function followInvalid(): Refusal {
  return new Refusal('TIP_FOLLOW_INVALID', {
    zh: `后续措施最多 ${mostFollowed} 项，每项填编号（不超过 ${longestReference} 字，不含身份证号和手机号）和前后一个月内的日期。`,
    en: `Give at most ${mostFollowed} measures, each with its number (at most ${longestReference} characters, no ID number and no phone) and a day within a month.`,
  });
}
