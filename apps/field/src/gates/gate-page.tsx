import { useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDevice } from '../device/device.tsx';
import type { Direction } from '../generated/operations.ts';
import { useScope } from '../login/session.ts';
import { Bar } from '../shell/bar.tsx';
import { Empty } from '../shell/empty.tsx';
import { Icon } from '../shell/icon.tsx';
import { Sheet } from '../shell/sheet.tsx';
import { decidePassage } from './decide.ts';
import { isNewSighting } from './gate.rules.ts';
import type { ShownVerdict, Sighting } from './gate.rules.ts';
import { PasserEntry } from './passer-entry.tsx';
import type { Passer } from './passage.rules.ts';
import { Scanner } from './scanner.tsx';
import { readySound } from './signals.ts';
import { GateTally } from './gate-tally.tsx';
import { TemperaturePad } from './temperature-pad.tsx';
import { useCheckpoints, usePassKey } from './use-checkpoints.ts';
import type { Checkpoint } from './use-checkpoints.ts';
import { VerdictScreen } from './verdict-screen.tsx';

export function GatePage({ checkpointId }: { checkpointId: string }) {
  const { t } = useTranslation();
  const checkpoints = useCheckpoints();
  usePassKey();
  const checkpoint = checkpoints.kept?.value.find((candidate) => candidate.id === checkpointId);
  if (checkpoint) return <Gate key={checkpoint.id} checkpoint={checkpoint} />;
  return (
    <>
      <Bar title={t('gate.title')} back="/gate" />
      <main>{checkpoints.kept && !checkpoints.loading ? <Empty icon="gate" text={t('gate.unknown')} /> : null}</main>
    </>
  );
}

type Asking = 'typed' | 'document' | 'person';

/** Scan, one tap for the temperature, verdict; or the temperature first, and the scan decides at once. */
function Gate({ checkpoint }: { checkpoint: Checkpoint }) {
  const { t } = useTranslation();
  const [direction, setDirection] = useState<Direction>(checkpoint.kind === 'COMPOUND_GATE' ? 'OUT' : 'IN');
  const readsRegister = useScope('household:read');
  const [asking, setAsking] = useState<Asking | null>(null);
  const { passer, temperature, plate, setPlate, verdict, busy, see, sight, measure, next, drop, early, setEarly } = usePassage(checkpoint, direction);
  const idle = !passer && !verdict && !asking && !early;
  return (
    <>
      <Bar title={checkpoint.name} detail={checkpoint.open ? t(`checkpointKind.${checkpoint.kind}`) : t('gate.closed')} back="/gate" />
      <main className="gate" onPointerDown={readySound}>
        <div className="directions" role="radiogroup" aria-label={t('gate.direction')}>
          {(['OUT', 'IN'] as const).map((way) => (
            <button key={way} type="button" role="radio" aria-checked={direction === way} onClick={() => setDirection(way)}>{t(`direction.${way}`)}</button>
          ))}
        </div>
        <Scanner reading={idle} onCode={sight} />
        <div className="gate-ways">
          <button type="button" onClick={() => setAsking('typed')}><Icon name="keys" />{t('gate.typeCode')}</button>
          <button type="button" onClick={() => setAsking('document')}><Icon name="card" />{t('gate.document')}</button>
          {readsRegister ? <button type="button" onClick={() => setAsking('person')}><Icon name="people" />{t('gate.person')}</button> : null}
        </div>
        <div className="gate-facts">
          <button type="button" className={temperature === null ? '' : 'set'} onClick={() => setEarly(true)}>
            <small>{t('gate.temperature')}</small>
            <b>{temperature === null ? t('gate.afterScan') : `${temperature.toFixed(1)} ℃`}</b>
          </button>
          <label>
            <small>{t('gate.plate')}</small>
            <input value={plate} maxLength={10} placeholder={t('gate.platePlaceholder')} onChange={(event) => setPlate(event.target.value)} />
          </label>
        </div>
        <GateTally checkpointId={checkpoint.id} />
      </main>
      {asking ? <PasserEntry way={asking} checkpoint={checkpoint} onClose={() => setAsking(null)} onPasser={(who) => { setAsking(null); see(who); }} /> : null}
      {(passer && temperature === null && !busy && !verdict) || early ? (
        <Sheet title={passer ? t('gate.measureNow') : t('gate.temperature')} onClose={drop}>
          <TemperaturePad onChoose={measure} onSkip={passer ? () => measure(null) : undefined} />
        </Sheet>
      ) : null}
      {busy ? <div className="verdict asking"><div className="verdict-centre"><Icon name="refresh" turning /><p className="verdict-sub">{t('verdict.asking')}</p></div></div> : null}
      {verdict ? <VerdictScreen verdict={verdict.shown} temperature={verdict.temperature} onNext={next} /> : null}
    </>
  );
}

/** One passage from the scan to the verdict. */
function usePassage(checkpoint: Checkpoint, direction: Direction) {
  const device = useDevice();
  const [passer, setPasser] = useState<Passer | null>(null);
  const [temperature, setTemperature] = useState<number | null>(null);
  const [plate, setPlate] = useState('');
  const [verdict, setVerdict] = useState<{ shown: ShownVerdict; temperature: number | null } | null>(null);
  const [busy, setBusy] = useState(false);
  const [early, setEarly] = useState(false);
  const deciding = useRef(false);
  const lastSight = useRef<Sighting | null>(null);

  async function decide(who: Passer, measured: number | null): Promise<void> {
    if (deciding.current) return;
    deciding.current = true;
    setBusy(true);
    try {
      const form = {
        checkpointId: checkpoint.id, checkpointName: checkpoint.name, direction, passer: who, temperature: measured, plate, passedAt: new Date().toISOString(),
      };
      setVerdict({ shown: await decidePassage(device, form, checkpoint.open), temperature: measured });
    } finally {
      deciding.current = false;
      setBusy(false);
    }
  }

  function see(who: Passer): void {
    setPasser(who);
    if (temperature !== null) void decide(who, temperature);
  }

  function sight(code: string): void {
    const fresh = isNewSighting(code, lastSight.current, Date.now());
    lastSight.current = { code, at: Date.now() };
    if (fresh) see({ by: 'pass', code });
  }

  function measure(measured: number | null): void {
    setEarly(false);
    setTemperature(measured);
    if (passer) void decide(passer, measured);
  }

  const next = useCallback(() => {
    if (lastSight.current) lastSight.current.at = Date.now();
    setPasser(null);
    setTemperature(null);
    setPlate('');
    setVerdict(null);
  }, []);

  function drop(): void {
    setEarly(false);
    setPasser(null);
  }

  return { passer, temperature, plate, setPlate, verdict, busy, early, setEarly, see, sight, measure, next, drop };
}
