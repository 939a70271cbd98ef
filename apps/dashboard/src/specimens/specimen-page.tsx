import { App, Descriptions, Popconfirm, Table, Tag } from 'antd';
import { Link, useParams } from 'react-router';
import { placeName } from '../areas/place-name.ts';
import { PublishSpecimenDocument, SpecimenPageDocument } from '../generated/operations.ts';
import type { SpecimenPageQuery } from '../generated/operations.ts';
import { useReading, useSubmission } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useTerms, useWords } from '../language/words.ts';
import { DeskHead } from '../shell/desk-head.tsx';
import { Pager, usePaging } from '../shell/pager.tsx';
import { ScopedButton } from '../shell/permitted.tsx';
import { Nothing, RefusalAlert, Shown } from '../shell/states.tsx';
import { DiscrepancyList } from './discrepancy-list.tsx';
import { RateTable } from './rate-table.tsx';
import { PrintButton } from './specimen-desk.tsx';

type Specimen = NonNullable<SpecimenPageQuery['specimen']>;
type Door = Specimen['doors']['edges'][number]['node'];

/** One specimen: how it was drawn, how far it is, what it shows, and what is to be corrected. */
export function SpecimenPage() {
  const t = useWords('specimen');
  const { specimenId = '' } = useParams();
  const paging = usePaging(specimenId);
  const reading = useReading({ query: SpecimenPageDocument, variables: { id: specimenId, first: 50, after: paging.after }, requestPolicy: 'cache-and-network' });
  return (
    <Shown reading={reading}>
      {({ specimen }) =>
        specimen ? (
          <>
            <Head specimen={specimen} onChange={reading.refetch} />
            <Sums specimen={specimen} />
            <div className="panel"><h2>{t('result')}</h2><RateTable results={specimen.results} /></div>
            <div className="panel">
              <h2>{t('doors')}</h2>
              <Doors doors={specimen.doors.edges.map((edge) => edge.node)} />
              <Pager paging={paging} totalCount={specimen.doors.totalCount} pageInfo={specimen.doors.pageInfo} />
            </div>
            <div className="panel"><h2>{t('corrections')}</h2><DiscrepancyList areaCode={specimen.area.code} specimenId={specimen.id} onChange={reading.refetch} /></div>
          </>
        ) : <Nothing text={t('noSpecimens')} />
      }
    </Shown>
  );
}

function Head({ specimen, onChange }: { specimen: Specimen; onChange(): void }) {
  const t = useWords('specimen');
  const { message } = App.useApp();
  const { moment } = useFormats();
  const { submit, busy, refusal } = useSubmission(PublishSpecimenDocument);
  const publish = async () => {
    if (!(await submit({ id: specimen.id }))) return;
    void message.success(t('publishedNow'));
    onChange();
  };
  return (
    <>
      <DeskHead title={specimen.title} lead={`${placeName(specimen.area)} · ${moment(specimen.drawnAt)} · ${specimen.drawnBy}`}>
        <PrintButton />
        {specimen.report
          ? <Link to="/publications"><Tag color="green">{t('published')} {moment(specimen.report.publishedAt)}</Tag></Link>
          : (
            <Popconfirm title={t('publishConfirm')} onConfirm={() => void publish()} disabled={specimen.left > 0}>
              <ScopedButton scope="specimen:draw" type="primary" loading={busy} disabled={specimen.left > 0}>{t('publish')}</ScopedButton>
            </Popconfirm>
          )}
      </DeskHead>
      <RefusalAlert refusal={refusal} />
      <Descriptions
        size="small" bordered column={{ xs: 1, md: 2 }} style={{ marginBottom: 14, background: '#fff' }}
        items={[
          { key: 'seed', label: t('seed'), children: <code>{specimen.seed}</code> },
          { key: 'algorithm', label: t('algorithm'), children: <><code>{specimen.algorithm}</code> · {t('algorithmHint')}</> },
          { key: 'population', label: t('population'), children: specimen.population },
          { key: 'hash', label: t('frameHash'), children: <code style={{ wordBreak: 'break-all' }}>{specimen.frameHash}</code> },
          { key: 'by', label: t('sizeBy'), children: specimen.sizeBy === 'PRECISION' ? `${t('byMargin')} ±${Math.round((specimen.margin ?? 0) * 1000) / 10}%` : t('byCount') },
          { key: 'due', label: t('dueAt'), children: moment(specimen.dueAt) },
        ]}
      />
    </>
  );
}

function Sums({ specimen }: { specimen: Specimen }) {
  const t = useWords('specimen');
  const { count } = useFormats();
  const tile = (key: 'size' | 'met' | 'notMet' | 'left' | 'total' | 'open' | 'done', value: number, calls = false) => (
    <div key={key} className={calls && value > 0 ? 'is-amber' : ''} data-count={key}><dt>{t(key)}</dt><dd>{count(value)}</dd></div>
  );
  const { total, open, done } = specimen.discrepancies;
  return (
    <dl className="figures-row">
      {tile('size', specimen.size)}{tile('met', specimen.met)}{tile('notMet', specimen.notMet)}{tile('left', specimen.left, true)}{tile('total', total)}{tile('open', open, true)}{tile('done', done)}
    </dl>
  );
}

function Doors({ doors }: { doors: readonly Door[] }) {
  const t = useWords('specimen');
  const term = useTerms();
  const said = (answers: Door['first'] | null | undefined) =>
    answers
      ? [answers.occupancy && term('Occupancy', answers.occupancy), answers.residents != null && t('residentsOf', { count: answers.residents }), answers.headName, answers.phone, answers.returnees != null && t('returneesOf', { count: answers.returnees })].filter(Boolean).join(' · ')
      : '—';
  return (
    <Table<Door>
      size="small" rowKey="id" pagination={false} dataSource={doors} scroll={{ x: 1000 }}
      columns={[
        { title: t('place'), dataIndex: 'place', width: 60 },
        { title: t('household'), render: (_, row) => row.household.address },
        { title: t('first'), render: (_, row) => said(row.first) },
        { title: t('firstBy'), render: (_, row) => row.firstBy ?? '—' },
        { title: t('second'), render: (_, row) => (row.met === false ? t('notMet') : said(row.second)) },
        { title: t('secondBy'), render: (_, row) => row.revisitedBy ?? '—' },
        { title: t('differs'), render: (_, row) => row.differing.map((field) => <Tag key={field} color="magenta">{term('SpecimenField', field)}</Tag>) },
      ]}
    />
  );
}
