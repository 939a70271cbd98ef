import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDevice, useOnline } from '../device/device.tsx';
import { useLive } from '../device/use-live.ts';
import { FieldDoorPageDocument, FieldMyDoorPageDocument } from '../generated/operations.ts';
import type { FieldDoorPageQuery } from '../generated/operations.ts';
import type { Answer } from '../graph/answer.rules.ts';
import { callGraph, callOpen } from '../graph/call.ts';
import { momentOf } from '../language/times.ts';
import { chooseLanguage, currentLanguage } from '../language/language.ts';
import { findDraft, findEntry, keepDraft } from '../outbox/outbox.store.ts';
import { draftEntry, strangerOrOwner } from '../outbox/use-outbox.ts';
import { Empty } from '../shell/empty.tsx';
import { Icon } from '../shell/icon.tsx';
import { DoorForm } from './door-form.tsx';
import { blankReport, meetMembers } from './door.rules.ts';
import type { ReportForm } from './door.rules.ts';
import './door.css';

/** Often enough that a crash costs a word, seldom enough that typing stays smooth. */
const keepAfterMs = 300;

/** The household's own page, behind the QR code on its door; without a code that of an account bound to the household. */
export function DoorPage({ code }: { code: string }) {
  const { t } = useTranslation();
  const [saved, setSaved] = useState<string | null>(null);
  return (
    <div className="app door-page">
      <header className="bar">
        <div className="bar-title"><h1>{t('door.title')}</h1></div>
        <button type="button" className="chip clear" onClick={() => void chooseLanguage(currentLanguage() === 'zh' ? 'en' : 'zh')}>{t('door.language')}</button>
      </header>
      <main>{saved ? <Saved id={saved} onAgain={() => setSaved(null)} /> : <Report code={code} onSaved={setSaved} />}</main>
    </div>
  );
}

type DoorPageTold = NonNullable<FieldDoorPageQuery['doorPage']>;
type Told = { page: DoorPageTold | null };

async function read(code: string, proof: string | null): Promise<Answer<Told>> {
  if (!code) {
    const own = await callGraph(FieldMyDoorPageDocument, {});
    return own.kind === 'yes' ? { kind: 'yes', data: { page: own.data.myDoorPage ?? null } } : own;
  }
  const answer = await callOpen(FieldDoorPageDocument, { code, proof });
  return answer.kind === 'yes' ? { kind: 'yes', data: { page: answer.data.doorPage ?? null } } : answer;
}

function Report({ code, onSaved }: { code: string; onSaved: (id: string) => void }) {
  const { t } = useTranslation();
  const { database } = useDevice();
  const online = useOnline();
  const [page, setPage] = useState<DoorPageTold | null | undefined>(undefined);
  const [form, setForm] = useState<ReportForm | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const draftName = { kind: 'report', subject: code || 'own', owner: strangerOrOwner().owner } as const;

  /** What the server knows meets what was filled in before. */
  async function open(proof: string | null): Promise<void> {
    const answer = await read(code, proof);
    const draft = (await findDraft(database, draftName))?.form as ReportForm | undefined;
    if (answer.kind === 'yes') {
      setPage(answer.data.page);
      setSaid(null);
      if (answer.data.page) {
        const fresh = blankReport(code, answer.data.page.members);
        setForm((before) => ({ ...meetMembers(before ?? draft ?? fresh, fresh), proof: proof ?? before?.proof ?? '' }));
      }
      return;
    }
    setSaid(answer.kind === 'refused' ? answer.message : t(`home.trouble.${answer.kind}`));
    // Without network the draft is opened as it was left.
    if (draft && answer.kind !== 'refused') setForm((before) => before ?? draft);
    setPage((before) => before);
  }

  useEffect(() => {
    void open(null);
    return () => clearTimeout(timer.current);
    // Read once for a code, and again by the button.
  }, [code]); // `open` is made anew at each render and reads what is current

  function change(next: ReportForm): void {
    setForm(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void keepDraft(database, draftEntry({ ...draftName, title: t('door.title'), form: { ...next, proof: '' }, steps: [] })), keepAfterMs);
  }

  if (page === null) return <Empty icon="warning" text={t(code ? 'door.unknown' : 'home.none')} />;
  if (!form) return said ? <><Empty icon="offline" text={said} /><button type="button" className="primary" onClick={() => void open(null)}>{t('door.again')}</button></> : <p className="muted">{t('shell.loading')}</p>;
  return (
    <>
      <h2>{page?.address ?? t('door.offlineDraft')}</h2>
      {online ? null : <p className="notice warn"><Icon name="offline" /><span>{t('door.offline')}</span></p>}
      {said ? <p className="notice alarm" role="alert">{said}</p> : null}
      <DoorForm form={form} proven={page?.proven ?? false} online={online} onChange={change} onProve={(proof) => void open(proof)} onSaved={(id) => { clearTimeout(timer.current); onSaved(id); }} draft={draftName} />
      {page && page.reports.length > 0 ? <Reports reports={page.reports} /> : null}
    </>
  );
}

function Reports({ reports }: { reports: DoorPageTold['reports'] }) {
  const { t } = useTranslation();
  return (
    <details className="card">
      <summary>{t('door.before', { count: reports.length })}</summary>
      <ol>{reports.map((report) => <li key={report.id}>{momentOf(report.reportedAt)} · {t('door.figures', { present: report.present, absent: report.absent, fever: report.fever })}</li>)}</ol>
    </details>
  );
}

/** What has become of the report: kept on the phone, then at the server, once. */
function Saved({ id, onAgain }: { id: string; onAgain: () => void }) {
  const { t } = useTranslation();
  const { database } = useDevice();
  const entry = useLive(id, () => findEntry(database, id));
  if (!entry) return null;
  const answer = entry.steps.at(-1)?.answer as { fever?: number } | null;
  return (
    <div className="saved" data-state={entry.state}>
      <div className={`saved-mark ${entry.state}`}><Icon name={entry.state === 'sent' ? 'check' : entry.state === 'refused' ? 'warning' : 'wait'} /></div>
      <h2>{t(`door.state.${entry.state}`)}</h2>
      {entry.refusal ? <p className="notice alarm" role="alert">{entry.refusal.message}</p> : null}
      {entry.state === 'sent' && (answer?.fever ?? 0) > 0 ? <p className="notice warn">{t('door.feverAdvice')}</p> : null}
      <button type="button" className={entry.state === 'refused' ? 'primary' : 'plain wide'} onClick={onAgain}>{t(entry.state === 'refused' ? 'door.correct' : 'door.once')}</button>
    </div>
  );
}
