import { Modal, Skeleton } from 'antd';
import { useEffect, useState } from 'react';
import { PassCodeDocument } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useWords } from '../language/words.ts';
import { RefusalAlert } from '../shell/states.tsx';

interface PassCodeProps {
  passId: string;
  name: string;
  validUntil: string;
  onClose(): void;
}

/** The QR code of a pass, to be printed or handed over as a picture. */
export function PassCode({ passId, name, validUntil, onClose }: PassCodeProps) {
  const t = useWords('person');
  const { moment } = useFormats();
  const reading = useReading({ query: PassCodeDocument, variables: { id: passId } });
  const picture = useQrPicture(reading.data?.pass?.code ?? null);
  return (
    <Modal open title={t('passTitle', { name })} footer={null} width={380} onCancel={onClose}>
      <RefusalAlert refusal={reading.refusal} />
      {picture ? <img src={picture} alt={t('passTitle', { name })} style={{ width: '100%' }} /> : <Skeleton active />}
      <p style={{ textAlign: 'center', margin: 0 }}>{t('validUntil', { at: moment(validUntil) })}</p>
      <p className="muted">{t('passHint')}</p>
    </Modal>
  );
}

function useQrPicture(code: string | null): string | null {
  const [picture, setPicture] = useState<string | null>(null);
  useEffect(() => {
    if (!code) return;
    let gone = false;
    void import('qrcode')
      .then(({ toDataURL }) => toDataURL(code, { errorCorrectionLevel: 'M', margin: 2, width: 640 }))
      .then((drawn) => !gone && setPicture(drawn));
    return () => {
      gone = true;
    };
  }, [code]);
  return picture;
}
