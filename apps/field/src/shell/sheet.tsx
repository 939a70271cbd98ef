import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';

/** A sheet from the lower edge, in reach of the thumb. Closes by its cross, by Escape and by a tap beside it. */
export function Sheet({ title, onClose, children, foot }: { title: string; onClose: () => void; children: ReactNode; foot?: ReactNode }) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
  }, []);
  // In the body, not where it is opened: a sheet with a form may be opened from within a form.
  return createPortal(
    <dialog
      ref={dialog}
      className="sheet"
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
      // React's events bubble to the opener even from here.
      onSubmit={(event) => event.stopPropagation()}
    >
      <div className="sheet-body">
        <header>
          <h2>{title}</h2>
          <button type="button" className="round" aria-label={t('shell.close')} onClick={onClose}>
            <Icon name="cross" />
          </button>
        </header>
        <div className="sheet-content">{children}</div>
        {foot ? <footer>{foot}</footer> : null}
      </div>
    </dialog>,
    document.body,
  );
}
