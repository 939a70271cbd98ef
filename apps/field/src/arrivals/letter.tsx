import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../shell/icon.tsx';
import { Sheet } from '../shell/sheet.tsx';

/** The letter of responsibility 责任书: shown to the traveller, who reads it on this screen and signs by the tick. */
export function Letter({ name, signed, fault, onSign }: { name: string; signed: boolean; fault?: string; onSign: (signed: boolean) => void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const points = t('letter.points', { returnObjects: true }) as unknown as string[];
  return (
    <div className="field">
      <button type="button" className={signed ? 'letter signed' : 'letter'} role="checkbox" aria-checked={signed} aria-invalid={Boolean(fault)} onClick={() => (signed ? onSign(false) : setOpen(true))}>
        <i>{signed ? <Icon name="check" /> : null}</i>
        <span>
          <strong>{t('letter.title')}</strong>
          <small>{signed ? t('letter.signed') : t('letter.toRead')}</small>
        </span>
      </button>
      {fault ? <em className="fault">{fault}</em> : null}
      {open ? (
        <Sheet
          title={t('letter.title')}
          onClose={() => setOpen(false)}
          foot={<button type="button" className="primary" onClick={() => { onSign(true); setOpen(false); }}>{t('letter.sign')}</button>}
        >
          <p className="letter-intro">{t('letter.intro', { name: name.trim() || '________' })}</p>
          <ol className="letter-points">{points.map((point) => <li key={point}>{point}</li>)}</ol>
        </Sheet>
      ) : null}
    </div>
  );
}
