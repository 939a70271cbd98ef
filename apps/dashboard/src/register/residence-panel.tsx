import { Alert, Timeline } from 'antd';
import { Link } from 'react-router';
import { placeName } from '../areas/place-name.ts';
import { PersonHomesDocument } from '../generated/operations.ts';
import { useReading } from '../graph/use-graph.ts';
import { useFormats } from '../language/use-formats.ts';
import { useWords } from '../language/words.ts';
import { Shown } from '../shell/states.tsx';

/** Where a person lived, and into whom the entry was merged. */
export function ResidencePanel({ personId }: { personId: string }) {
  const t = useWords('register');
  const { moment } = useFormats();
  const reading = useReading({ query: PersonHomesDocument, variables: { id: personId } });
  return (
    <div className="panel">
      <h2>{t('residences')}</h2>
      <Shown reading={reading} rows={2}>
        {({ person }) => (
          <>
            {person?.mergedInto ? <Alert type="info" showIcon style={{ marginBottom: 12 }} title={<Link to={`/persons/${person.mergedInto.id}`}>{t('mergedInto', { name: person.mergedInto.name })}</Link>} /> : null}
            <Timeline
              items={(person?.residences ?? []).map(({ household, area, from, until }) => ({
                color: until ? 'gray' : 'green',
                content: (
                  <>
                    {household ? <Link to={`/households/${household.id}`}>{household.address}</Link> : t('visitor')} · {placeName(area)}
                    <br />
                    <span className="muted">{from ? `${t('from')} ${moment(from)}` : t('always')} · {until ? `${t('until')} ${moment(until)}` : t('now')}</span>
                  </>
                ),
              }))}
            />
          </>
        )}
      </Shown>
    </div>
  );
}
