import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDevice } from '../device/device.tsx';
import { clockTime } from '../language/times.ts';
import { ownEntry, recordEntry } from '../outbox/use-outbox.ts';
import { Icon } from '../shell/icon.tsx';
import { Sheet } from '../shell/sheet.tsx';
import { useToast } from '../shell/toast.tsx';
import { QuestionFields } from './question-fields.tsx';
import { methods, origins, outcomes, unanswered, visitInput } from './sweep.rules.ts';
import type { Door, Member, TargetGroup, VisitForm } from './sweep.rules.ts';
import { useDraft } from './use-draft.ts';

interface VisitSheetProps {
  roundId: string;
  door: Pick<Door, 'householdId' | 'address' | 'version'> & Partial<Door>;
  /** Null where the round is not at hand: what was answered stays as it was. */
  groups: readonly TargetGroup[] | null;
  /** What a refused visit said; the new one takes its place. */
  initial?: VisitForm;
  replaces?: string;
  /** Why the refused one was refused. */
  refusal?: string;
  onReopen?: () => void;
  onEdit?: (member: Member) => void;
  /** Goes on to the next door after saving; none where there is no list. */
  onNext?: () => void;
  onClose: () => void;
}

type Filling = Omit<VisitForm, 'outcome' | 'visitedAt'> & { outcome: VisitForm['outcome'] | null };

/** One door: outcome, questions, returnees, method, note. Each touch is on the phone's disk at once. */
export function VisitSheet({ roundId, door, groups, initial, replaces, refusal, onReopen, onEdit, onNext, onClose }: VisitSheetProps) {
  const { t } = useTranslation();
  const device = useDevice();
  const toast = useToast();
  const subject = `${roundId}:${door.householdId}`;
  const [form, setForm, dropDraft] = useDraft<Filling>({ kind: 'visit', subject, title: door.address }, initial ?? blankVisit(roundId, door), !initial);
  const [tried, setTried] = useState(false);
  const saving = useRef(false);
  const missing = groups && form.outcome ? unanswered(groups, { outcome: form.outcome, answers: form.answers }) : [];

  async function save(outcome: VisitForm['outcome'], then: () => void): Promise<void> {
    setTried(true);
    if (saving.current || missing.length > 0) return;
    saving.current = true;
    const visit: VisitForm = { ...form, outcome, basedOn: door.version, visitedAt: visitTime(initial) };
    rememberMethod(visit.method);
    const entry = ownEntry({
      kind: 'visit', subject, title: door.address, form: visit,
      steps: [{ operation: 'recordVisit', input: visitInput(visit, crypto.randomUUID()), answer: null }],
    });
    await recordEntry(device, entry, { replaces, draft: { kind: 'visit', subject } });
    navigator.vibrate?.(25);
    const action = onReopen ? { label: t('sweep.change'), run: onReopen } : undefined;
    toast({ text: t('sweep.saved', { address: door.address, outcome: t(`outcome.${outcome}`) }), action });
    then();
  }

  return (
    <Sheet
      title={door.address}
      onClose={onClose}
      foot={
        <>
          <button type="button" className="primary" disabled={!form.outcome} onClick={() => form.outcome && void save(form.outcome, onClose)}>
            {form.outcome ? t('sweep.save') : t('sweep.chooseOutcome')}
          </button>
          {onNext ? <button type="button" className="plain" disabled={!form.outcome} onClick={() => form.outcome && void save(form.outcome, onNext)}>{t('sweep.saveAndNext')}</button> : null}
        </>
      }
    >
      {refusal ? <p className="notice alarm">{refusal}</p> : null}
      {door.conflicted ? <p className="notice alarm">{t('sweep.conflictedDoor')}</p> : null}
      {door.outcome && door.visitedAt ? (
        <p className="notice calm">{t('sweep.lastVisit', { outcome: t(`outcome.${door.outcome}`), time: clockTime(door.visitedAt) })}</p>
      ) : null}
      {door.members && door.members.length > 0 ? <Members members={door.members} onEdit={onEdit} /> : null}
      <div className="outcomes" role="radiogroup" aria-label={t('sweep.outcome')}>
        {outcomes.map((outcome) => (
          <button
            key={outcome} type="button" role="radio" aria-checked={form.outcome === outcome} className={`outcome ${outcome}`}
            onClick={() => setForm({ ...form, outcome })}
          >
            {t(`outcome.${outcome}`)}
          </button>
        ))}
      </div>
      {groups && groups.length > 0 && form.outcome === 'VISITED' ? (
        <QuestionFields groups={groups} answers={form.answers} missing={tried ? missing : []} onChange={(answers) => setForm({ ...form, answers })} />
      ) : null}
      <h3>{t('sweep.returnees')}</h3>
      <div className="counters">
        {origins.map((origin) => (
          <Counter
            key={origin} label={t(`origin.${origin}`)} value={form.returnees[origin] ?? 0}
            onChange={(people) => setForm({ ...form, returnees: { ...form.returnees, [origin]: people } })}
          />
        ))}
      </div>
      <h3>{t('sweep.method')}</h3>
      <div className="choices" role="radiogroup" aria-label={t('sweep.method')}>
        {methods.map((method) => (
          <button key={method} type="button" role="radio" aria-checked={form.method === method} onClick={() => setForm({ ...form, method })}>
            {t(`method.${method}`)}
          </button>
        ))}
      </div>
      <label className="field">
        <span>{t('sweep.note')}</span>
        <textarea rows={2} maxLength={500} value={form.note} placeholder={t('sweep.notePlaceholder')} onChange={(event) => setForm({ ...form, note: event.target.value })} />
      </label>
      {initial ? null : <button type="button" className="plain" onClick={() => void dropDraft().then(onClose)}>{t('sweep.dropDraft')}</button>}
    </Sheet>
  );
}

function Members({ members, onEdit }: { members: readonly Member[]; onEdit?: (member: Member) => void }) {
  const { t } = useTranslation();
  return (
    <ul className="rows members">
      {members.map((member) => (
        <li key={member.id}>
          <button type="button" disabled={!onEdit} aria-label={t('resident.edit', { name: member.name })} onClick={() => onEdit?.(member)}>
            <span><strong>{member.name}</strong><small>{[member.relation, member.phone].filter(Boolean).join(' · ')}</small></span>
            {onEdit ? <Icon name="next" /> : null}
          </button>
        </li>
      ))}
    </ul>
  );
}

function Counter({ label, value, onChange }: { label: string; value: number; onChange: (value: number) => void }) {
  const { t } = useTranslation();
  return (
    <div className={value > 0 ? 'counter some' : 'counter'}>
      <span>{label}</span>
      <button type="button" aria-label={t('sweep.less', { label })} disabled={value === 0} onClick={() => onChange(value - 1)}>−</button>
      <output>{value}</output>
      <button type="button" aria-label={t('sweep.more', { label })} disabled={value >= 99} onClick={() => onChange(value + 1)}><Icon name="plus" /></button>
    </div>
  );
}

const methodPlace = 'lianfang.field.method';

/** A squad that telephones goes on telephoning: the last method is the next one's proposal. */
function blankVisit(roundId: string, door: Pick<Door, 'householdId' | 'version'> & Partial<Door>): Filling {
  const kept = methods.find((method) => method === localStorage.getItem(methodPlace));
  return { roundId, householdId: door.householdId, outcome: null, method: kept ?? 'DOOR', returnees: {}, note: '', answers: door.answers ?? {}, basedOn: door.version };
}

function rememberMethod(method: string): void {
  localStorage.setItem(methodPlace, method);
}

/** A corrected visit still happened when it happened, unless the phone's clock had run ahead. */
function visitTime(initial: VisitForm | undefined): string {
  const now = new Date().toISOString();
  return initial && initial.visitedAt < now ? initial.visitedAt : now;
}
