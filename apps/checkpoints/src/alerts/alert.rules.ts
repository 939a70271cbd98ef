import { Refusal } from '@lianfang/platform/refusals';

export type AlertKind = 'FEVER' | 'ISOLATION_BREACH' | 'CODE' | 'CERTIFICATE_EXPIRED';
export type AlertState = 'RAISED' | 'ACKNOWLEDGED' | 'CLOSED';

export interface Alert {
  id: string;
  kind: AlertKind;
  state: AlertState;
  areaCode: string;
  checkpointId: string;
  personId: string | null;
  passageId: string | null;
  /** Agency that must act. */
  ownerAgency: string;
  raisedAt: Date;
  acknowledgedAt: Date | null;
  acknowledgedBy: string | null;
  /** Agency that acts. */
  acknowledgedAgency: string | null;
  closedAt: Date | null;
  closedBy: string | null;
  outcome: string | null;
}

export interface Handler {
  name: string;
  agency: string;
}

/** Who must act on what a gate finds. */
const owners: Record<AlertKind, string> = {
  FEVER: 'health',
  ISOLATION_BREACH: 'health',
  CODE: 'health',
  CERTIFICATE_EXPIRED: 'street',
};

const longestOutcome = 500;

export function raiseAlert(
  found: { kind: AlertKind; areaCode: string; checkpointId: string; personId: string | null; passageId: string | null },
  by: { id: string; now: Date },
): Alert {
  const { kind, areaCode, checkpointId, personId, passageId } = found;
  return {
    id: by.id,
    kind,
    state: 'RAISED',
    areaCode,
    checkpointId,
    personId,
    passageId,
    ownerAgency: owners[kind],
    raisedAt: by.now,
    acknowledgedAt: null,
    acknowledgedBy: null,
    acknowledgedAgency: null,
    closedAt: null,
    closedBy: null,
    outcome: null,
  };
}

/** The alert with who acts on it; null when that agency acts already. @throws Refusal ALERT_CLOSED, ALERT_TAKEN */
export function acknowledgeAlert(alert: Alert, by: Handler, now: Date): Alert | null {
  if (alert.state === 'CLOSED') throw alertClosed();
  if (alert.state === 'RAISED') return acknowledged(alert, by, now);
  if (alert.acknowledgedAgency !== by.agency) throw alertTaken();
  return null;
}

/**
 * The agency that acts closes it, or the one that must act. Closing an alert that nobody acknowledged does both.
 * @throws Refusal ALERT_CLOSED, ALERT_OUTCOME_MISSING, ALERT_OUTCOME_TOO_LONG, ALERT_TAKEN
 */
export function closeAlert(alert: Alert, outcome: string, by: Handler, now: Date): Alert {
  if (alert.state === 'CLOSED') throw alertClosed();
  const done = outcome.trim();
  if (!done) throw alertOutcomeMissing();
  if (done.length > longestOutcome) throw alertOutcomeTooLong();
  const known = alert.state === 'RAISED' ? acknowledged(alert, by, now) : alert;
  if (known.acknowledgedAgency !== by.agency && known.ownerAgency !== by.agency) throw alertTaken();
  return { ...known, state: 'CLOSED', closedAt: now, closedBy: by.name, outcome: done };
}

function acknowledged(alert: Alert, by: Handler, now: Date): Alert {
  return { ...alert, state: 'ACKNOWLEDGED', acknowledgedAt: now, acknowledgedBy: by.name, acknowledgedAgency: by.agency };
}

export function alertUnknown(): Refusal {
  return new Refusal('ALERT_NOT_FOUND', {
    zh: '找不到该预警，或不在您的辖区内。请刷新列表后重试。',
    en: 'There is no such alert in your area. Reload the list and try again.',
  });
}

function alertClosed(): Refusal {
  return new Refusal('ALERT_CLOSED', {
    zh: '该预警已办结，无需再处理。请刷新列表。',
    en: 'This alert is closed; nothing is left to do. Reload the list.',
  });
}

function alertTaken(): Refusal {
  return new Refusal('ALERT_TAKEN', {
    zh: '该预警已由其他部门受理，请与受理部门联系。',
    en: 'Another agency acts on this alert. Get in touch with it.',
  });
}

function alertOutcomeMissing(): Refusal {
  return new Refusal('ALERT_OUTCOME_MISSING', {
    zh: '请填写处置结果，如“已送发热门诊，核酸阴性”。',
    en: 'Say what was done, e.g. "brought to the fever clinic, test negative".',
  });
}

function alertOutcomeTooLong(): Refusal {
  return new Refusal('ALERT_OUTCOME_TOO_LONG', {
    zh: `处置结果不超过 ${longestOutcome} 字，请精简。`,
    en: `The outcome has at most ${longestOutcome} characters. Shorten it.`,
  });
}
