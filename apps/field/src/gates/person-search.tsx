import { useState } from 'react';
import type { SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldPeopleDocument } from '../generated/operations.ts';
import type { FieldPeopleQuery } from '../generated/operations.ts';
import type { Answer } from '../graph/answer.rules.ts';
import { callGraph } from '../graph/call.ts';
import { useActor } from '../login/session.ts';
import { Empty } from '../shell/empty.tsx';
import { Icon } from '../shell/icon.tsx';
import type { Passer } from './passage.rules.ts';

/** The register by name, pinyin, phone or ID number. Needs the network, and a login that may read the register. */
export function PersonSearch({ onPasser }: { onPasser: (passer: Passer) => void }) {
  const { t } = useTranslation();
  const { areaCode } = useActor();
  const [search, setSearch] = useState('');
  const [answer, setAnswer] = useState<Answer<FieldPeopleQuery> | 'asking' | null>(null);
  async function submit(event: SyntheticEvent): Promise<void> {
    event.preventDefault();
    setAnswer('asking');
    setAnswer(await callGraph(FieldPeopleDocument, { areaCode, search: search.trim() }));
  }
  return (
    <>
      <form className="search" onSubmit={(event) => void submit(event)}>
        <Icon name="search" />
        <input type="search" autoFocus value={search} placeholder={t('gate.personSearch')} aria-label={t('gate.personSearch')} onChange={(event) => setSearch(event.target.value)} />
        <button type="submit" className="toggle" disabled={search.trim() === ''}>{t('shell.search')}</button>
      </form>
      <Found answer={answer} onPasser={onPasser} />
    </>
  );
}

function Found({ answer, onPasser }: { answer: Answer<FieldPeopleQuery> | 'asking' | null; onPasser: (passer: Passer) => void }) {
  const { t } = useTranslation();
  if (answer === null) return null;
  if (answer === 'asking') return <Empty icon="refresh" text={t('shell.loading')} />;
  if (answer.kind !== 'yes') return <Empty icon="offline" text={answer.kind === 'refused' ? answer.message : t('gate.needsNetwork')} />;
  const people = answer.data.people.edges.map((edge) => edge.node);
  if (people.length === 0) return <Empty icon="people" text={t('gate.nobodyFound')} />;
  return (
    <ul className="rows">
      {people.map((person) => (
        <li key={person.id}>
          <button type="button" onClick={() => onPasser({ by: 'person', personId: person.id, name: person.name })}>
            <span>
              <strong>{person.name}</strong>
              <small>{[person.idNumber, person.household?.address].filter(Boolean).join(' · ')}</small>
            </span>
            <Icon name="next" />
          </button>
        </li>
      ))}
    </ul>
  );
}
