import { Alert, Button, Input } from 'antd';
import { useState } from 'react';
import { csvOf } from '../audit/audit-sheet.ts';
import { CaseBulletinDocument } from '../generated/operations.ts';
import type { BulletinFiguresFragment } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useWords } from '../language/words.ts';
import type { Word } from '../language/words.ts';
import { Shown } from '../shell/states.tsx';
import { isBalanced } from './balance.ts';
import { offerText, shanghaiToday } from './offer.ts';

type Figure = (sums: BulletinFiguresFragment) => number;

const lines: readonly (readonly [word: Word<'case'>, of: Figure, level: 0 | 1])[] = [
  ['confirmed', (sums) => sums.confirmed.total, 0],
  ['imported', (sums) => sums.confirmed.imported, 1],
  ['local', (sums) => sums.confirmed.local, 1],
  ['underTreatment', (sums) => sums.confirmed.underTreatment, 0],
  ['mild', (sums) => sums.confirmed.mild, 1],
  ['common', (sums) => sums.confirmed.common, 1],
  ['severe', (sums) => sums.confirmed.severe, 1],
  ['critical', (sums) => sums.confirmed.critical, 1],
  ['ungraded', (sums) => sums.confirmed.ungraded, 1],
  ['cured', (sums) => sums.confirmed.cured, 0],
  ['died', (sums) => sums.confirmed.died, 0],
  ['asymptomatic', (sums) => sums.asymptomatic.total, 0],
  ['underObservation', (sums) => sums.asymptomatic.underObservation, 1],
  ['released', (sums) => sums.asymptomatic.released, 1],
  ['asymptomaticConfirmed', (sums) => sums.asymptomaticConfirmed, 1],
  ['suspected', (sums) => sums.suspected, 0],
  ['contactsTraced', (sums) => sums.contacts.traced, 0],
  ['underObservation', (sums) => sums.contacts.underObservation, 1],
  ['released', (sums) => sums.contacts.released, 1],
  ['turnedCase', (sums) => sums.contacts.turnedCase, 1],
  ['closeTraced', (sums) => sums.close.traced, 0],
];

/** The sums of a day: today, the day before, and what the day moved; as known now or as they were told then. */
export function BulletinPanel({ areaCode }: { areaCode: string }) {
  const t = useWords('case');
  const { count } = useFormats();
  const [day, setDay] = useState(shanghaiToday());
  const [knownOn, setKnownOn] = useState(shanghaiToday());
  const reading = useReading({ query: CaseBulletinDocument, variables: { areaCode, day, knownOn: knownOn || null }, pause: !day });
  const signed = (change: number) => (change > 0 ? `+${count(change)}` : count(change));
  return (
    <>
      <div className="toolbar">
        <label>{t('day')} <Input type="date" style={{ width: 170 }} max={shanghaiToday()} value={day} onChange={(event) => setDay(event.target.value)} /></label>
        <label>{t('knownOn')} <Input type="date" style={{ width: 170 }} max={shanghaiToday()} value={knownOn} onChange={(event) => setKnownOn(event.target.value)} /></label>
        <span className="muted no-print">{t('asToldHint')}</span>
      </div>
      <Shown reading={reading}>
        {({ bulletin: { today, yesterday, change } }) => (
          <>
            <Alert style={{ marginBottom: 12 }} type={isBalanced(today, yesterday, change) ? 'success' : 'error'} showIcon title={isBalanced(today, yesterday, change) ? t('balanced') : t('notBalanced')} />
            <table aria-label={t('bulletin')} style={{ width: '100%', maxWidth: 720, borderCollapse: 'collapse' }}>
              <thead><tr>{['', t('yesterday'), t('change'), t('today')].map((heading, at) => <th key={at} scope="col" style={{ textAlign: at === 0 ? 'left' : 'right', padding: '6px 10px' }}>{heading}</th>)}</tr></thead>
              <tbody>
                {lines.map(([word, of, level], at) => (
                  <tr key={at} data-sum={`${word}.${at}`} style={{ borderTop: '1px solid #e6eef0', fontWeight: level === 0 ? 600 : 400 }}>
                    <th scope="row" style={{ textAlign: 'left', padding: `6px 10px 6px ${10 + level * 22}px`, fontWeight: 'inherit' }}>{t(word)}</th>
                    <td style={{ textAlign: 'right', padding: '6px 10px' }}>{count(of(yesterday))}</td>
                    <td style={{ textAlign: 'right', padding: '6px 10px' }}>{signed(of(change))}</td>
                    <td style={{ textAlign: 'right', padding: '6px 10px' }}>{count(of(today))}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            <div className="toolbar no-print" style={{ marginTop: 12 }}>
              <Button onClick={() => offerText(csvOf([['', t('yesterday'), t('change'), t('today')], ...lines.map(([word, of]) => [t(word), String(of(yesterday)), String(of(change)), String(of(today))])]), `bulletin-${day}.csv`, 'text/csv;charset=utf-8')}>{t('exportCsv')}</Button>
            </div>
          </>
        )}
      </Shown>
    </>
  );
}
