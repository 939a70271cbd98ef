import { Button } from 'antd';
import { useArea } from '../areas/use-area.ts';
import { useWords } from '../language/words.ts';
import { DeskHead } from '../shell/desk-head.tsx';
import { DeskTabs } from '../shell/desk-tabs.tsx';
import { BulletinPanel } from './bulletin-panel.tsx';
import { CaseList } from './case-list.tsx';
import { ChainBoard } from './chain-board.tsx';
import { ContactList } from './contact-list.tsx';
import { FollowUpList } from './follow-up-list.tsx';

/** 病例与密接 desk of the health commission. */
export function CaseDesk() {
  const t = useWords('case');
  const [areaCode] = useArea();
  return (
    <>
      <DeskHead title={t('title')} lead={t('lead')}><Button onClick={() => window.print()}>{t('print')}</Button></DeskHead>
      <DeskTabs
        desk="/cases"
        items={[
          { key: 'list', label: t('cases'), children: <CaseList areaCode={areaCode} /> },
          { key: 'contacts', label: t('contacts'), children: <ContactList areaCode={areaCode} /> },
          { key: 'follow-ups', label: t('followUps'), children: <FollowUpList areaCode={areaCode} /> },
          { key: 'chain', label: t('chain'), children: <ChainBoard areaCode={areaCode} /> },
          { key: 'bulletin', label: t('bulletin'), children: <BulletinPanel areaCode={areaCode} /> },
        ]}
      />
    </>
  );
}
