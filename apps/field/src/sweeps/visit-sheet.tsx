import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDevice } from '../device/device.tsx';
import { clockTime } from '../language/times.ts';
import { useActor } from '../login/session.ts';
import { discardDraft, findDraft, keepDraft } from '../outbox/outbox.store.ts';
import { ownEntry, recordEntry } from '../outbox/use-outbox.ts';
import { Icon } from '../shell/icon.tsx';
import { Sheet } from '../shell/sheet.tsx';
import { useToast } from '../shell/toast.tsx';
import { methods, origins, outcomes, visitInput } from './sweep.rules.ts';
import type { Door, VisitForm } from './sweep.rules.ts';

interface VisitSheetProps {
  roundId: string;
  door: Pick<Door, 'householdId' | 'address'> & Partial<Door>;
  /** What a refused visit said; the new one takes its place. */
  initial?: VisitForm;
  replaces?: string;
  /** Why the refused one was refused. */
  refusal?: string;
  onReopen?: () => void;
  onClose: () => void;
}

type Filling = Omit<VisitForm, 'outcome' | 'visitedAt'> & { outcome: VisitForm['outcome'] | null };

/** One door: outcome, method, returnees, note. Saving puts it on the phone's disk at once. */
export function VisitSheet({ roundId, door, initial, replaces, refusal, onReopen, onClose }: VisitSheetProps) {
  const { t } = useTranslation();
  const device = useDevice();
  const toast = useToast();
  const subject = `${roundId}:${door.householdId}`;
  const [form, setForm] = useDraftedForm(subject, initial ?? blankVisit(roundId, door.householdId), !initial);
  const owner = useActor().sub;
  const saving = useRef(false);

  async function save(outcome: VisitForm['outcome']): Promise<void> {
    if (saving.current) return;
    saving.current = true;
    const visit: VisitForm = { ...form, outcome, visitedAt: visitTime(initial) };
    rememberMethod(visit.method);
    const entry = ownEntry({
      kind: 'visit', subject, title: door.address, form: visit,
      steps: [{ operation: 'recordVisit', input: visitInput(visit, crypto.randomUUID()), answer: null }],
    });
    await recordEntry(device, entry, { replaces, draft: { kind: 'visit', subject } });
    navigator.vibrate?.(25);
    const action = onReopen ? { label: t('sweep.change'), run: onReopen } : undefined;
    toast({ text: t('sweep.saved', { address: door.address, outcome: t(`outcome.${outcome}`) }), action });
    onClose();
  }

  async function close(): Promise<void> {
    await discardDraft(device.database, { kind: 'visit', subject, owner });
    onClose();
  }

  return (
    <Sheet
      title={door.address}
      onClose={() => void close()}
      foot={
        <button type="button" className="primary" disabled={!form.outcome} onClick={() => form.outcome && void save(form.outcome)}>
          {form.outcome ? t('sweep.save') : t('sweep.chooseOutcome')}
        </button>
      }
    >
      {refusal ? <p className="notice alarm">{refusal}</p> : null}
      {door.outcome && door.visitedAt ? (
        <p className="notice calm">{t('sweep.lastVisit', { outcome: t(`outcome.${door.outcome}`), time: clockTime(door.visitedAt) })}</p>
      ) : null}
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
    </Sheet>
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

/** What is typed survives a crash: it is a draft in the phone's store until it is saved or the sheet is closed. */
function useDraftedForm(subject: string, blank: Filling, drafted: boolean): [Filling, (form: Filling) => void] {
  const { database } = useDevice();
  const owner = useActor().sub;
  const [form, setForm] = useState<Filling>(blank);
  useEffect(() => {
    if (!drafted) return;
    void findDraft(database, { kind: 'visit', subject, owner }).then((draft) => {
      if (draft) setForm(draft.form as Filling);
    });
  }, [database, subject, owner, drafted]);
  function change(next: Filling): void {
    setForm(next);
    if (drafted) void keepDraft(database, ownEntry({ kind: 'visit', subject, title: '', form: next, steps: [] }, 'draft'));
  }
  return [form, change];
}

const methodPlace = 'lianfang.field.method';

/** A squad that telephones goes on telephoning: the last method is the next one's proposal. */
function blankVisit(roundId: string, householdId: string): Filling {
  const kept = methods.find((method) => method === localStorage.getItem(methodPlace));
  return { roundId, householdId, outcome: null, method: kept ?? 'DOOR', returnees: {}, note: '' };
}

function rememberMethod(method: string): void {
  localStorage.setItem(methodPlace, method);
}

/** A corrected visit still happened when it happened, unless the phone's clock had run ahead. */
function visitTime(initial: VisitForm | undefined): string {
  const now = new Date().toISOString();
  return initial && initial.visitedAt < now ? initial.visitedAt : now;
}
