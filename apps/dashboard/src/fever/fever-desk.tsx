import { Button } from 'antd';
import { useArea } from '../areas/use-area.ts';
import { useWords } from '../language/words.ts';
import { useScope } from '../login/session.ts';
import { DeskHead } from '../shell/desk-head.tsx';
import { DeskTabs } from '../shell/desk-tabs.tsx';
import { FollowUps } from './follow-ups.tsx';
import { ImportFever } from './import-fever.tsx';
import { MyReports, ReportFeverForm } from './report-fever.tsx';

/** 发热监测 desk: a pharmacy reports, on a phone or a spreadsheet; a community follows up. */
export function FeverDesk() {
  const t = useWords('fever');
  const reports = useScope('fever:report');
  const reads = useScope('fever:read');
  const [areaCode] = useArea();
  return (
    <>
      <DeskHead title={t('title')} lead={reads ? t('lead') : t('reporterLead')}>{reads ? <Button onClick={() => window.print()}>{t('print')}</Button> : null}</DeskHead>
      <DeskTabs
        desk="/fever"
        items={[
          ...(reads ? [{ key: 'follow-ups', label: t('followUps'), children: <FollowUps key={areaCode} areaCode={areaCode} /> }] : []),
          ...(reports
            ? [
                { key: 'report', label: t('report'), children: <ReportFeverForm /> },
                { key: 'mine', label: t('mine'), children: <MyReports /> },
                { key: 'import', label: t('import'), children: <ImportFever /> },
              ]
            : []),
        ]}
      />
    </>
  );
}
