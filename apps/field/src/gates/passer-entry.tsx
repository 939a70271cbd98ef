import { useState } from 'react';
import type { SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { documentFault, documentKinds } from '../arrivals/arrival.rules.ts';
import { AreaField } from '../areas/area-field.tsx';
import type { DocumentKind } from '../generated/operations.ts';
import { shanghaiDay } from '../language/times.ts';
import { Sheet } from '../shell/sheet.tsx';
import type { Passer } from './passage.rules.ts';
import { PersonSearch } from './person-search.tsx';
import type { Checkpoint } from './use-checkpoints.ts';

interface PasserEntryProps {
  way: 'typed' | 'document' | 'person';
  checkpoint: Checkpoint;
  onPasser: (passer: Passer) => void;
  onClose: () => void;
}

/** For those whose code cannot be scanned: type it, take the document, or pick from the register. */
export function PasserEntry({ way, checkpoint, onPasser, onClose }: PasserEntryProps) {
  const { t } = useTranslation();
  if (way === 'typed') return <Sheet title={t('gate.typeCode')} onClose={onClose}><TypedCode onPasser={onPasser} /></Sheet>;
  if (way === 'person') return <Sheet title={t('gate.person')} onClose={onClose}><PersonSearch onPasser={onPasser} /></Sheet>;
  return <Sheet title={t('gate.document')} onClose={onClose}><Document checkpoint={checkpoint} onPasser={onPasser} /></Sheet>;
}

function TypedCode({ onPasser }: Pick<PasserEntryProps, 'onPasser'>) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    onPasser({ by: 'pass', code: code.trim() });
  }
  return (
    <form onSubmit={submit}>
      <label className="field">
        <span>{t('gate.code')}</span>
        <textarea rows={4} autoFocus autoCapitalize="off" autoComplete="off" spellCheck={false} value={code} placeholder="LF1.…" onChange={(event) => setCode(event.target.value)} />
      </label>
      <button type="submit" className="primary" disabled={code.trim() === ''}>{t('shell.next')}</button>
    </form>
  );
}

function Document({ checkpoint, onPasser }: Pick<PasserEntryProps, 'checkpoint' | 'onPasser'>) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [documentKind, setDocumentKind] = useState<DocumentKind>('RESIDENT_ID');
  const [idNumber, setIdNumber] = useState('');
  const [areaCode, setAreaCode] = useState(checkpoint.area.code.length >= 12 ? checkpoint.area.code : '');
  const fault = idNumber ? documentFault({ documentKind, idNumber }, shanghaiDay(new Date())) : null;
  const complete = name.trim() !== '' && idNumber !== '' && fault === null && areaCode !== '';
  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    onPasser({ by: 'document', document: { name, documentKind, idNumber, birthDate: '', phone: '', areaCode, householdId: null } });
  }
  return (
    <form onSubmit={submit}>
      <label className="field">
        <span>{t('arrival.name')}</span>
        <input value={name} autoComplete="off" onChange={(event) => setName(event.target.value)} />
      </label>
      <div className="choices" role="radiogroup" aria-label={t('arrival.documentKind')}>
        {documentKinds.map((kind) => (
          <button key={kind} type="button" role="radio" aria-checked={documentKind === kind} onClick={() => setDocumentKind(kind)}>{t(`document.${kind}`)}</button>
        ))}
      </div>
      <label className="field">
        <span>{t('arrival.idNumber')}</span>
        <input value={idNumber} autoComplete="off" autoCapitalize="characters" aria-invalid={fault !== null && idNumber.length >= 18} onChange={(event) => setIdNumber(event.target.value)} />
        {fault && idNumber.length >= 18 ? <em className="fault">{t(`arrival.fault.${fault}`)}</em> : null}
      </label>
      <AreaField label={t('gate.staysIn')} areaCode={areaCode} onChoose={setAreaCode} />
      <button type="submit" className="primary" disabled={!complete}>{t('shell.next')}</button>
    </form>
  );
}
