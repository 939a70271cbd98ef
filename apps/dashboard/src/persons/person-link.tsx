import { Link } from 'react-router';
import { useActor } from '../login/session.ts';

/** A person's name; a link for whoever may read the person's entry. */
export function PersonLink({ person }: { person: { id: string; name: string } }) {
  const { scopes } = useActor();
  const readable = scopes.has('household:read') || scopes.has('passage:record') || scopes.has('isolation:read');
  return readable ? <Link to={`/persons/${person.id}`}>{person.name}</Link> : <>{person.name}</>;
}
