import { useArea } from '../areas/use-area.ts';
import { RegisterCountsDocument } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useWords } from '../language/words.ts';
import { DuplicateList } from '../register/duplicate-list.tsx';
import { FormList } from '../register/form-list.tsx';
import { LevelLedger } from '../register/level-ledger.tsx';
import { MergeList } from '../register/merge-list.tsx';
import { DeskHead } from '../shell/desk-head.tsx';
import { DeskTabs } from '../shell/desk-tabs.tsx';
import { Shown } from '../shell/states.tsx';
import { FileButton } from './file-button.tsx';
import { HouseholdList } from './household-list.tsx';
import { ImportList } from './import-list.tsx';
import { ImportPanel } from './import-panel.tsx';
import { PeopleList } from './people-list.tsx';

/** 台账 desk: the register of an area, and ledgers in and out of it. */
export function LedgerDesk() {
  const t = useWords('ledger');
  const register = useWords('register');
  const [areaCode] = useArea();
  return (
    <>
      <DeskHead title={t('title')} lead={t('lead')}>
        <FileButton kind="template" areaCode={areaCode} />
        <FileButton kind="export" areaCode={areaCode} />
      </DeskHead>
      <Counts areaCode={areaCode} />
      <DeskTabs
        desk="/ledgers"
        items={[
          { key: 'people', label: t('people'), children: <PeopleList areaCode={areaCode} /> },
          { key: 'households', label: t('households'), children: <HouseholdList areaCode={areaCode} /> },
          { key: 'duplicates', label: register('duplicates'), children: <DuplicateList areaCode={areaCode} /> },
          { key: 'merges', label: register('merges'), children: <MergeList areaCode={areaCode} /> },
          { key: 'levels', label: register('levels'), children: <LevelLedger key={areaCode} areaCode={areaCode} /> },
          { key: 'forms', label: register('forms'), children: <FormList areaCode={areaCode} /> },
          { key: 'import', label: t('import'), children: <ImportPanel key={areaCode} areaCode={areaCode} /> },
          { key: 'imports', label: t('imports'), children: <ImportList areaCode={areaCode} /> },
        ]}
      />
    </>
  );
}

function Counts({ areaCode }: { areaCode: string }) {
  const t = useWords('ledger');
  const { count } = useFormats();
  const reading = useReading({ query: RegisterCountsDocument, variables: { areaCode } });
  return (
    <Shown reading={reading} rows={1}>
      {({ area }) => (
        <dl className="figures-row">
          <div><dt>{t('households')}</dt><dd>{count(area?.register.households ?? 0)}</dd></div>
          <div><dt>{t('vacant')}</dt><dd>{count(area?.register.vacantHouseholds ?? 0)}</dd></div>
          <div><dt>{t('people')}</dt><dd>{count(area?.register.people ?? 0)}</dd></div>
        </dl>
      )}
    </Shown>
  );
}
