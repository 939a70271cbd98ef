import { Descriptions } from 'antd';
import { agencies } from '@lianfang/contracts/access';
import type { Agency } from '@lianfang/contracts/access';
import { placeName } from '../areas/place-name.ts';
import { useArea } from '../areas/use-area.ts';
import { SpecimenReportsDocument } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useLanguage, useWords } from '../language/words.ts';
import { DeskHead } from '../shell/desk-head.tsx';
import { Pager, usePaging } from '../shell/pager.tsx';
import { Nothing, Shown } from '../shell/states.tsx';
import { RateTable } from './rate-table.tsx';
import { PrintButton } from './specimen-desk.tsx';

/** What was published, for every agency: method, result, and how far the corrections are. */
export function PublicationDesk() {
  const t = useWords('specimen');
  const language = useLanguage();
  const { moment } = useFormats();
  const [areaCode] = useArea();
  const paging = usePaging(areaCode);
  const reading = useReading({ query: SpecimenReportsDocument, variables: { areaCode, first: 10, after: paging.after }, requestPolicy: 'cache-and-network' });
  const nameOf = (agency: string) => (agency in agencies ? agencies[agency as Agency][language] : agency);
  return (
    <>
      <DeskHead title={t('publications')} lead={t('publicationsLead')}><PrintButton /></DeskHead>
      <Shown reading={reading}>
        {({ specimenReports }) => (
          <>
            {specimenReports.edges.length === 0 ? <div className="panel"><Nothing text={t('noReports')} /></div> : null}
            {specimenReports.edges.map(({ node: report }) => (
              <article key={report.id} className="panel">
                <h2>{report.title} · {placeName(report.area)}</h2>
                <p className="muted">{nameOf(report.agency)} · {moment(report.publishedAt)} · {t('correctedOf', { total: report.corrections.total, done: report.corrections.done })}</p>
                <RateTable results={report.results} />
                <Descriptions
                  size="small" column={1} style={{ marginTop: 12 }}
                  items={[
                    { key: 'size', label: t('size'), children: `${report.size} / ${report.population} · ${t('met')} ${report.met} · ${t('notMet')} ${report.notMet}` },
                    { key: 'method', label: t('method'), children: report.method },
                    { key: 'seed', label: t('seed'), children: <code>{report.seed}</code> },
                    { key: 'hash', label: t('frameHash'), children: <code style={{ wordBreak: 'break-all' }}>{report.frameHash}</code> },
                  ]}
                />
              </article>
            ))}
            <Pager paging={paging} totalCount={specimenReports.totalCount} pageInfo={specimenReports.pageInfo} />
          </>
        )}
      </Shown>
    </>
  );
}
