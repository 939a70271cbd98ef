import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldGiveTipDocument, FieldTipStatusDocument } from '../generated/operations.ts';
import type { FieldTipStatusQuery, TipKind } from '../generated/operations.ts';
import { callOpen } from '../graph/call.ts';
import { chooseLanguage, currentLanguage } from '../language/language.ts';
import { momentOf } from '../language/times.ts';
import { loadCounties } from './counties.ts';
import type { County } from './counties.ts';
import '../doors/door.css';

const kinds = ['RETURNEE', 'HEALTH_CODE', 'ISOLATION_BREACH', 'GATHERING', 'VENUE', 'OTHER'] as const satisfies TipKind[];

/** Anybody gives a tip-off here, without a login: the call carries no token, and nothing of it stays on the phone. */
export function TipPage({ areaCode }: { areaCode: string | undefined }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  return (
    <div className="app door-page">
      <header className="bar">
        <div className="bar-title"><h1>{t('tip.title')}</h1></div>
        <button type="button" className="chip clear" onClick={() => void chooseLanguage(currentLanguage() === 'zh' ? 'en' : 'zh')}>{t('door.language')}</button>
      </header>
      <main>
        <div className="choices" role="radiogroup" aria-label={t('tip.title')}>
          {[false, true].map((value) => <button key={String(value)} type="button" role="radio" aria-checked={asking === value} onClick={() => setAsking(value)}>{t(value ? 'tip.ask' : 'tip.give')}</button>)}
        </div>
        {asking ? <Ask /> : <Give areaCode={areaCode} />}
      </main>
    </div>
  );
}

const blank = { kind: 'RETURNEE' as TipKind, words: '', tipperName: '', tipperPhone: '' };

function Give({ areaCode: given }: { areaCode: string | undefined }) {
  const { t } = useTranslation();
  const [form, setForm] = useState(blank);
  const [areaCode, setAreaCode] = useState(given ?? '');
  const [key, setKey] = useState(() => crypto.randomUUID());
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const [claimCode, setClaimCode] = useState<string | null>(null);

  async function send(): Promise<void> {
    if (!areaCode) return setSaid(t('tip.noArea'));
    setBusy(true);
    const { tipperName, tipperPhone, ...rest } = form;
    const answer = await callOpen(FieldGiveTipDocument, { input: { ...rest, areaCode, key, tipperName: tipperName.trim() || null, tipperPhone: tipperPhone.trim() || null } });
    setBusy(false);
    if (answer.kind === 'yes') return setClaimCode(answer.data.giveTip.claimCode);
    setSaid(answer.kind === 'refused' ? answer.message : t(`home.trouble.${answer.kind}`));
    // The key has had its answer; what is corrected is another call.
    if (answer.kind === 'refused') setKey(crypto.randomUUID());
  }

  if (claimCode) {
    return (
      <div className="saved" data-state="sent">
        <h2>{t('tip.received')}</h2>
        <p className="claim-code">{claimCode}</p>
        <p>{t('tip.keepCode')}</p>
        <button type="button" className="plain wide" onClick={() => { setClaimCode(null); setForm(blank); setKey(crypto.randomUUID()); setSaid(null); }}>{t('tip.another')}</button>
      </div>
    );
  }
  return (
    <form className="door-form" noValidate onSubmit={(event) => { event.preventDefault(); void send(); }}>
      <p className="notice calm">{t('tip.promise')}</p>
      {said ? <p className="notice alarm" role="alert">{said}</p> : null}
      <div className="choices" role="radiogroup" aria-label={t('tip.kindLabel')}>
        {kinds.map((kind) => <button key={kind} type="button" role="radio" aria-checked={form.kind === kind} onClick={() => setForm({ ...form, kind })}>{t(`tip.kind.${kind}`)}</button>)}
      </div>
      {given ? null : <CountyField value={areaCode} onChoose={setAreaCode} />}
      <label className="field"><span>{t('tip.words')}</span><textarea rows={4} maxLength={500} placeholder={t('tip.wordsHint')} value={form.words} onChange={({ target }) => setForm({ ...form, words: target.value })} /></label>
      <label className="field"><span>{t('tip.name')}</span><input autoComplete="off" value={form.tipperName} onChange={({ target }) => setForm({ ...form, tipperName: target.value })} /></label>
      <label className="field"><span>{t('tip.phone')}</span><input type="tel" inputMode="tel" autoComplete="off" value={form.tipperPhone} onChange={({ target }) => setForm({ ...form, tipperPhone: target.value })} /></label>
      <button type="submit" className="primary" disabled={busy || form.words.trim().length < 5}>{t('tip.send')}</button>
    </form>
  );
}

function CountyField({ value, onChoose }: { value: string; onChoose: (code: string) => void }) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const [counties, setCounties] = useState<readonly County[]>([]);
  useEffect(() => {
    void loadCounties().then(setCounties);
  }, []);
  const chosen = counties.find(({ code }) => code === value);
  const found = search.trim() ? counties.filter(({ name, code }) => name.includes(search.trim()) || code.startsWith(search.trim())).slice(0, 12) : [];
  return (
    <div className="field">
      <span>{t('tip.where')}</span>
      <input type="search" value={chosen ? chosen.name : search} placeholder={t('tip.whereHint')} aria-label={t('tip.where')} onChange={({ target }) => { onChoose(''); setSearch(target.value); }} />
      {chosen ? null : <ul className="rows">{found.map(({ code, name }) => <li key={code}><button type="button" onClick={() => onChoose(code)}><span><strong>{name}</strong></span><small>{code}</small></button></li>)}</ul>}
    </div>
  );
}

function Ask() {
  const { t } = useTranslation();
  const [claimCode, setClaimCode] = useState('');
  const [told, setTold] = useState<FieldTipStatusQuery['tipStatus']>();
  const [said, setSaid] = useState<string | null>(null);
  async function ask(): Promise<void> {
    const answer = await callOpen(FieldTipStatusDocument, { claimCode });
    setTold(answer.kind === 'yes' ? answer.data.tipStatus : undefined);
    setSaid(answer.kind === 'yes' ? (answer.data.tipStatus ? null : t('tip.noCode')) : answer.kind === 'refused' ? answer.message : t(`home.trouble.${answer.kind}`));
  }
  return (
    <form className="door-form" noValidate onSubmit={(event) => { event.preventDefault(); void ask(); }}>
      <label className="field"><span>{t('tip.code')}</span><input autoComplete="off" autoCapitalize="characters" placeholder="XXXX-XXXX-XXXX" value={claimCode} onChange={({ target }) => setClaimCode(target.value)} /></label>
      <button type="submit" className="primary" disabled={claimCode.trim().length < 12}>{t('tip.ask')}</button>
      {said ? <p className="notice alarm" role="alert">{said}</p> : null}
      {told ? (
        <section className="card" data-state={told.state}>
          <h2>{t(`tip.state.${told.state}`)}</h2>
          {told.outcome ? <p>{t(`tip.outcome.${told.outcome}`)}</p> : null}
          {told.rewardFen ? <p>{t('tip.reward', { yuan: told.rewardFen / 100 })} · {told.paidAt ? t('tip.paid', { at: momentOf(told.paidAt) }) : t('tip.toCollect')}</p> : null}
        </section>
      ) : null}
    </form>
  );
}
