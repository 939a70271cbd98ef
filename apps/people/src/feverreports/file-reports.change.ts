import { createHash } from 'node:crypto';
import { FeverFollowUpChanged } from '@lianfang/contracts/events';
import { newId, shanghaiDay } from '@lianfang/platform/clock';
import { emitMany } from '@lianfang/platform/outbox';
import type { Tx } from '@lianfang/platform/persistence';
import { sealPhone } from '../people/person.rules.ts';
import { listCommunityNames } from '../reconciliation/list.store.ts';
import { areaOfClaim, sealClaim } from '../reconciliation/listed.rules.ts';
import type { ListClaim } from '../reconciliation/list.rules.ts';
import type { Context } from '../graph.ts';
import type { FeverClaim, FeverReport } from './fever-report.rules.ts';
import { findReported, insertReports, lockCountyReports } from './fever-report.store.ts';
import { effectOf } from './follow-up.rules.ts';
import type { FeverRule, FollowUpChange } from './follow-up.rules.ts';
import { attachReports, findFollowUpsOf, insertChanges, insertFollowUps, loadFeverRule, reopenFollowUps } from './follow-up.store.ts';

/** Who reports, and where: persons are sought in the county, and stand under `areaCode` when nothing tells their community. */
export interface Reporter {
  id: string;
  name: string;
  areaCode: string;
  importId: string | null;
}

/**
 * Files reports and opens, joins or reopens the follow-ups of their persons, in a fixed number of statements for any number of them.
 * What the reporter had reported before, word for word, is left out.
 * @param identities what makes a report the same as an earlier one, in the order of the claims
 * @returns the ids of the reports, null for those left out
 */
export async function fileReports(tx: Tx, claims: readonly FeverClaim[], identities: readonly string[], by: Reporter, ctx: Pick<Context, 'sealer' | 'clock'>): Promise<(string | null)[]> {
  if (claims.length === 0) return [];
  const now = ctx.clock.now();
  const county = by.areaCode.slice(0, 6);
  await lockCountyReports(tx, county);
  const reports = await reportsOf(tx, claims, identities, by, ctx);
  const fresh = await insertReports(tx, reports);
  const filed = reports.filter(({ id }) => fresh.has(id));
  await follow(tx, filed, await loadFeverRule(tx, shanghaiDay(now)), by, now);
  return reports.map(({ id }) => (fresh.has(id) ? id : null));
}

async function reportsOf(tx: Tx, claims: readonly FeverClaim[], identities: readonly string[], by: Reporter, ctx: Pick<Context, 'sealer' | 'clock'>): Promise<FeverReport[]> {
  const now = ctx.clock.now();
  const county = by.areaCode.slice(0, 6);
  const sealed = claims.map((claim) => ({ ...sealClaim(claim as unknown as ListClaim, ctx.sealer), ...sealPhone(claim.phone, ctx.sealer) }));
  const found = new Map((await findReported(tx, county, claims.map((claim, at) => ({ ...sealed[at]!, name: claim.name })))).map((one) => [one.at, one]));
  const communities = claims.some(({ address }) => address) ? await listCommunityNames(tx, county) : [];
  return claims.map((claim, at) => {
    const { personId: known, idNumber: _idNumber, phone: _phone, ...told } = claim;
    const person = found.get(at);
    const areaCode = person?.areaCode ?? areaOfClaim({ community: null, address: claim.address } as ListClaim, communities, by.areaCode);
    return {
      ...told, ...sealed[at]!, id: newId(), followUpId: null, importId: by.importId, rowHash: createHash('sha256').update(identities[at]!).digest(), areaCode,
      reporterId: by.id, reporter: by.name, personId: known ?? person?.personId ?? null, receivedAt: now,
    };
  });
}

interface Following {
  followUpId: string;
  what: 'OPENED' | 'REPORTED_AGAIN' | 'REOPENED';
  areaCode: string;
}

/** Reports of one person in one batch share a follow-up; the earliest of them decides what becomes of it. */
async function follow(tx: Tx, filed: readonly FeverReport[], rule: FeverRule, by: Reporter, now: Date): Promise<void> {
  const known = await findFollowUpsOf(tx, filed.map(({ id }) => id));
  const dueAt = new Date(now.getTime() + rule.followUpHours * 3_600_000);
  const followings = new Map<string, Following>();
  const opened: FeverReport[] = [];
  const links = filed.map((report) => {
    const before = known.get(report.id) ?? null;
    const keys = subjectsOf(report, before?.id);
    const same = keys.map((key) => followings.get(key)).find((one) => one !== undefined);
    const following = same ?? begin(report, before, rule, () => opened.push(report));
    for (const key of keys) followings.set(key, following);
    return { reportId: report.id, followUpId: following.followUpId };
  });
  const all = [...new Set(followings.values())];
  const byId = new Map(links.map(({ reportId, followUpId }) => [reportId, followUpId]));
  await insertFollowUps(tx, opened.map(({ id, areaCode, personId, occurredAt }) => ({ id: byId.get(id)!, areaCode, personId, ruleVersion: rule.version, openedAt: now, dueAt, lastOccurredAt: occurredAt })));
  await reopenFollowUps(tx, all.filter(({ what }) => what === 'REOPENED').map(({ followUpId }) => followUpId), dueAt, rule.version);
  await attachReports(tx, links);
  await insertChanges(tx, all.map(({ followUpId, what }): FollowUpChange => ({ followUpId, what, outcome: null, note: null, changedBy: by.name, changedAt: now })));
  await tellFollowUps(tx, all.filter(({ what }) => what !== 'REPORTED_AGAIN').map(({ followUpId, areaCode }) => ({ followUpId, areaCode, settled: false })), now);
}

function begin(report: FeverReport, before: Parameters<typeof effectOf>[0] & { id: string; areaCode: string } | null, rule: FeverRule, open: () => void): Following {
  const effect = effectOf(before, report.occurredAt, rule);
  if (effect === 'OPEN' || !before) {
    open();
    return { followUpId: newId(), what: 'OPENED', areaCode: report.areaCode };
  }
  return { followUpId: before.id, what: effect === 'REOPEN' ? 'REOPENED' : 'REPORTED_AGAIN', areaCode: before.areaCode };
}

/** By what two reports are of one person. */
function subjectsOf({ personId, idNumberIndex, phoneIndex, name }: FeverReport, followUpId: string | undefined): string[] {
  const keys = [personId ?? '', idNumberIndex ? `id ${idNumberIndex.toString('hex')}` : '', phoneIndex && !idNumberIndex ? `phone ${phoneIndex.toString('hex')} ${name ?? ''}` : '', followUpId ? `follow-up ${followUpId}` : ''];
  return keys.filter(Boolean);
}

export async function tellFollowUps(tx: Tx, changed: readonly { followUpId: string; areaCode: string; settled: boolean }[], at: Date): Promise<void> {
  await emitMany(
    tx,
    FeverFollowUpChanged,
    changed.map(({ followUpId, areaCode, settled }) => ({ subject: followUpId, areaCode, payload: { followUpId, areaCode, state: settled ? ('DONE' as const) : ('OPEN' as const), day: shanghaiDay(at) }, at })),
  );
}
