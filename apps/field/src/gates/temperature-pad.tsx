import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { feverFrom, isFever, readTemperature } from './gate.rules.ts';

/** Nearly everybody is one of these: one tap. */
const usual = [36.1, 36.2, 36.3, 36.4, 36.5, 36.6, 36.7, 36.8, 36.9, 37.0, 37.1, 37.2];

/** One tap for the usual, three digits for the rest. */
export function TemperaturePad({ onChoose, onSkip }: { onChoose: (temperature: number) => void; onSkip?: () => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const value = readTemperature(typed);
  return (
    <div className="pad">
      <div className="pad-usual">
        {usual.map((temperature) => (
          <button key={temperature} type="button" onClick={() => onChoose(temperature)}>{temperature.toFixed(1)}</button>
        ))}
      </div>
      <form
        className="pad-typed"
        onSubmit={(event) => {
          event.preventDefault();
          if (value !== null) onChoose(value);
        }}
      >
        <input
          inputMode="decimal" value={typed} maxLength={5} placeholder={t('gate.otherTemperature', { fever: feverFrom })}
          aria-label={t('gate.otherTemperatureLabel')} onChange={(event) => setTyped(event.target.value)}
        />
        <button type="submit" className={isFever(value) ? 'primary danger' : 'primary'} disabled={value === null}>
          {value === null ? t('shell.confirm') : isFever(value) ? t('gate.fever', { value: value.toFixed(1) }) : `${value.toFixed(1)} ℃`}
        </button>
      </form>
      {onSkip ? <button type="button" className="plain" onClick={onSkip}>{t('gate.notMeasured')}</button> : null}
    </div>
  );
}
