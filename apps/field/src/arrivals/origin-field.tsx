import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../shell/icon.tsx';
import { Sheet } from '../shell/sheet.tsx';
import { loadOrigins } from './origins.ts';
import type { Origin } from './origins.ts';

interface OriginFieldProps {
  code: string;
  name: string;
  fault?: string;
  onChoose: (origin: Origin) => void;
}

/** The city of departure. The list comes with the app, so it is there without network. */
export function OriginField({ code, name, fault, onChoose }: OriginFieldProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const recent = recentOrigins();
  function choose(origin: Origin): void {
    rememberOrigin(origin);
    onChoose(origin);
    setOpen(false);
  }
  return (
    <div className="field">
      <span>{t('arrival.origin')}</span>
      <button type="button" className="picker" aria-invalid={Boolean(fault)} onClick={() => setOpen(true)}>
        <span className={code ? '' : 'placeholder'}>{code ? name : t('arrival.chooseOrigin')}</span>
        <Icon name="next" />
      </button>
      {recent.length > 0 && !code ? (
        <div className="choices recent">
          {recent.map((origin) => <button key={origin.code} type="button" onClick={() => choose(origin)}>{origin.name}</button>)}
        </div>
      ) : null}
      {fault ? <em className="fault">{fault}</em> : null}
      {open ? <Sheet title={t('arrival.origin')} onClose={() => setOpen(false)}><OriginSearch onChoose={choose} /></Sheet> : null}
    </div>
  );
}

function OriginSearch({ onChoose }: { onChoose: (origin: Origin) => void }) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const [origins, setOrigins] = useState<readonly Origin[]>([]);
  useEffect(() => {
    void loadOrigins().then(setOrigins);
  }, []);
  const found = origins.filter((origin) => origin.name.includes(search.trim()) || origin.code.startsWith(search.trim())).slice(0, 60);
  return (
    <>
      <div className="search">
        <Icon name="search" />
        <input type="search" value={search} placeholder={t('arrival.searchOrigin')} aria-label={t('arrival.searchOrigin')} onChange={(event) => setSearch(event.target.value)} />
      </div>
      <ul className="rows">
        {found.map((origin) => (
          <li key={origin.code}>
            <button type="button" onClick={() => onChoose(origin)}><span><strong>{origin.name}</strong></span><small>{origin.code}</small></button>
          </li>
        ))}
      </ul>
    </>
  );
}

const place = 'lianfang.field.origins';

/** A highway gate sees the same few cities all day. */
function recentOrigins(): Origin[] {
  return JSON.parse(localStorage.getItem(place) ?? '[]') as Origin[];
}

function rememberOrigin(origin: Origin): void {
  const others = recentOrigins().filter(({ code }) => code !== origin.code);
  localStorage.setItem(place, JSON.stringify([origin, ...others].slice(0, 3)));
}
