import { useState } from 'react';
import type { SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldHouseholdsDocument } from '../generated/operations.ts';
import type { FieldHouseholdsQuery } from '../generated/operations.ts';
import type { Answer } from '../graph/answer.rules.ts';
import { callGraph } from '../graph/call.ts';
import { Empty } from '../shell/empty.tsx';
import { Icon } from '../shell/icon.tsx';
import { Sheet } from '../shell/sheet.tsx';

interface HouseholdFieldProps {
  areaCode: string;
  address: string;
  onChoose: (household: { id: string; address: string } | null) => void;
}

/** The door where the traveller will stay, from the register. Optional, and only with the network. */
export function HouseholdField({ areaCode, address, onChoose }: HouseholdFieldProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <div className="field">
      <span>{t('arrival.household')}</span>
      <div className="picker-row">
        <button type="button" className="picker" disabled={!areaCode} onClick={() => setOpen(true)}>
          <span className={address ? '' : 'placeholder'}>{address || t('arrival.chooseHousehold')}</span>
          <Icon name="next" />
        </button>
        {address ? <button type="button" className="round" aria-label={t('shell.clear')} onClick={() => onChoose(null)}><Icon name="cross" /></button> : null}
      </div>
      {open ? (
        <Sheet title={t('arrival.household')} onClose={() => setOpen(false)}>
          <HouseholdSearch areaCode={areaCode} onChoose={(household) => { onChoose(household); setOpen(false); }} />
        </Sheet>
      ) : null}
    </div>
  );
}

function HouseholdSearch({ areaCode, onChoose }: { areaCode: string; onChoose: HouseholdFieldProps['onChoose'] }) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const [answer, setAnswer] = useState<Answer<FieldHouseholdsQuery> | null>(null);
  async function submit(event: SyntheticEvent): Promise<void> {
    event.preventDefault();
    setAnswer(await callGraph(FieldHouseholdsDocument, { areaCode, search: search.trim() }));
  }
  const found = answer?.kind === 'yes' ? answer.data.households.edges.map((edge) => edge.node) : [];
  return (
    <>
      <form className="search" onSubmit={(event) => void submit(event)}>
        <Icon name="search" />
        <input type="search" autoFocus value={search} placeholder={t('arrival.searchHousehold')} aria-label={t('arrival.searchHousehold')} onChange={(event) => setSearch(event.target.value)} />
        <button type="submit" className="toggle" disabled={search.trim() === ''}>{t('shell.search')}</button>
      </form>
      {answer && answer.kind !== 'yes' ? <Empty icon="offline" text={answer.kind === 'refused' ? answer.message : t('gate.needsNetwork')} /> : null}
      {answer?.kind === 'yes' && found.length === 0 ? <Empty icon="search" text={t('sweep.nothingFound')} /> : null}
      <ul className="rows">
        {found.map((household) => (
          <li key={household.id}>
            <button type="button" onClick={() => onChoose(household)}><span><strong>{household.address}</strong></span></button>
          </li>
        ))}
      </ul>
    </>
  );
}
