import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../shell/icon.tsx';
import { openCodeReader } from './code-reader.ts';

interface ScannerProps {
  /** While false the picture stays, and nothing is read. */
  reading: boolean;
  onCode: (text: string) => void;
}

/** Between two looks at the picture, ms. */
const lookEvery = 120;

type CameraTrouble = 'DENIED' | 'NO_CAMERA' | 'UNREADABLE';

/** The camera's picture with a frame to hold the code in. It says what to do when there is no camera. */
export function Scanner({ reading, onCode }: ScannerProps) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const [trouble, setTrouble] = useState<CameraTrouble | null>(null);
  const [ready, setReady] = useState(false);
  const latest = useRef({ reading, onCode });
  useEffect(() => {
    latest.current = { reading, onCode };
  });

  useEffect(() => {
    const element = video.current;
    if (!element) return;
    const stopping = new AbortController();
    watch(element, stopping.signal, latest, () => setReady(true)).catch((error: unknown) => setTrouble(troubleOf(error)));
    return () => stopping.abort();
  }, []);

  return (
    <div className="scanner">
      <video ref={video} muted playsInline aria-label={t('gate.camera')} />
      {trouble ? (
        <div className="scanner-trouble">
          <Icon name="camera" />
          <p>{t(`gate.cameraTrouble.${trouble}`)}</p>
        </div>
      ) : (
        <div className="scanner-frame"><p>{ready ? t('gate.holdCode') : t('gate.cameraStarts')}</p></div>
      )}
    </div>
  );
}

async function watch(
  video: HTMLVideoElement,
  stopping: AbortSignal,
  latest: { current: ScannerProps },
  onReady: () => void,
): Promise<void> {
  const [stream, read] = await Promise.all([openCamera(), openCodeReader()]);
  const stop = () => stream.getTracks().forEach((track) => track.stop());
  if (stopping.aborted) return stop();
  stopping.addEventListener('abort', stop);
  video.srcObject = stream;
  await playUnlessStopped(video, stopping);
  onReady();
  while (!stopping.aborted) {
    const code = latest.current.reading && video.readyState >= 2 ? await read(video) : null;
    if (code && latest.current.reading && !stopping.aborted) latest.current.onCode(code);
    await new Promise((resolve) => setTimeout(resolve, lookEvery));
  }
}

function openCamera(): Promise<MediaStream> {
  if (!navigator.mediaDevices) return Promise.reject(new DOMException('no camera outside a secure origin', 'NotFoundError'));
  return navigator.mediaDevices.getUserMedia({
    video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 720 } },
  });
}

/** Leaving the screen while the camera starts interrupts `play`, which is no fault. */
async function playUnlessStopped(video: HTMLVideoElement, stopping: AbortSignal): Promise<void> {
  try {
    await video.play();
  } catch (error) {
    if (!stopping.aborted) throw error;
  }
}

function troubleOf(error: unknown): CameraTrouble {
  if (!(error instanceof DOMException)) return 'UNREADABLE';
  if (error.name === 'NotAllowedError' || error.name === 'SecurityError') return 'DENIED';
  return error.name === 'NotFoundError' || error.name === 'OverconstrainedError' ? 'NO_CAMERA' : 'UNREADABLE';
}
