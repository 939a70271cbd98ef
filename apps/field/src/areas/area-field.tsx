import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Age } from '../reference/age.tsx';
import { Icon } from '../shell/icon.tsx';
import { Sheet } from '../shell/sheet.tsx';
import { useAreas } from './use-areas.ts';

interface AreaFieldProps {
  label: string;
  areaCode: string;
  fault?: string;
  onChoose: (areaCode: string) => void;
}

/** A community of the caller's jurisdiction, searched on the phone. */
export function AreaField({ label, areaCode, fault, onChoose }: AreaFieldProps) {
  const { t } = useTranslation();
  const { areas, communities } = useAreas();
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState('');
  const chosen = communities.find((area) => area.code === areaCode.slice(0, 12));
  const found = communities.filter((area) => `${area.parentName}${area.name}${area.code}`.includes(search.trim()));
  return (
    <div className="field">
      <span>{label}</span>
      <button type="button" className="picker" aria-invalid={Boolean(fault)} onClick={() => setOpen(true)}>
        <span className={areaCode ? '' : 'placeholder'}>{chosen ? `${chosen.parentName} ${chosen.name}` : areaCode || t('area.choose')}</span>
        <Icon name="next" />
      </button>
      {fault ? <em className="fault">{fault}</em> : null}
      {open ? (
        <Sheet title={label} onClose={() => setOpen(false)}>
          <div className="search">
            <Icon name="search" />
            <input type="search" value={search} placeholder={t('area.search')} aria-label={t('area.search')} onChange={(event) => setSearch(event.target.value)} />
          </div>
          <Age of={areas} />
          <ul className="rows">
            {found.map((area) => (
              <li key={area.code}>
                <button type="button" onClick={() => { onChoose(area.code); setOpen(false); }}>
                  <span><strong>{area.name}</strong><small>{area.parentName}</small></span>
                  {area.code === chosen?.code ? <Icon name="check" /> : null}
                </button>
              </li>
            ))}
          </ul>
        </Sheet>
      ) : null}
    </div>
  );
}
