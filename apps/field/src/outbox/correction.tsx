import { useTranslation } from 'react-i18next';
import { ArrivalFields } from '../arrivals/arrival-form.tsx';
import type { ArrivalForm } from '../arrivals/arrival.rules.ts';
import { PassageCorrection } from '../gates/passage-correction.tsx';
import type { ReportForm } from '../doors/door.rules.ts';
import { LiaisonSheet } from '../liaison/liaison-sheet.tsx';
import type { LiaisonForm } from '../liaison/liaison.rules.ts';
import { navigate } from '../shell/route.ts';
import { Sheet } from '../shell/sheet.tsx';
import type { VisitForm } from '../sweeps/sweep.rules.ts';
import { ResidentSheet } from '../sweeps/resident-sheet.tsx';
import type { ResidentForm } from '../sweeps/resident.rules.ts';
import { VisitSheet } from '../sweeps/visit-sheet.tsx';
import type { Entry } from './outbox.rules.ts';

/** The form of a refused entry, filled as it was. What is sent again goes under new keys: the old ones have had their answer. */
export function Correction({ entry, onClose }: { entry: Entry; onClose: () => void }) {
  const { t } = useTranslation();
  switch (entry.kind) {
    case 'visit': {
      const form = entry.form as VisitForm;
      return (
        <VisitSheet
          roundId={form.roundId} door={{ householdId: form.householdId, address: entry.title, version: form.basedOn }} groups={null} initial={form} replaces={entry.id}
          refusal={entry.refusal?.message} onClose={onClose}
        />
      );
    }
    case 'resident':
      return <ResidentSheet edit={entry.form as ResidentForm} address={entry.title} replaces={entry.id} refusal={entry.refusal?.message} onClose={onClose} />;
    case 'arrival':
      return (
        <Sheet title={t('arrival.title')} onClose={onClose}>
          {entry.refusal ? <p className="notice alarm">{entry.refusal.message}</p> : null}
          <ArrivalFields initial={entry.form as ArrivalForm} replaces={entry.id} arrivedAt={entry.madeAt} onSaved={onClose} />
        </Sheet>
      );
    case 'liaison': {
      const form = entry.form as LiaisonForm;
      const row = { lastSeenOn: null, lastVisit: null, household: { id: form.householdId, address: entry.title, members: [] } };
      return <LiaisonSheet row={row} initial={form} replaces={entry.id} refusal={entry.refusal?.message} onClose={onClose} />;
    }
    case 'report':
      return (
        <Sheet title={t('door.title')} onClose={onClose}>
          {entry.refusal ? <p className="notice alarm">{entry.refusal.message}</p> : null}
          <button type="button" className="primary" onClick={() => navigate((entry.form as ReportForm).code ? `/door/${(entry.form as ReportForm).code}` : '/report')}>{t('door.correct')}</button>
        </Sheet>
      );
    case 'passage':
      return <PassageCorrection entry={entry} onClose={onClose} />;
  }
}
