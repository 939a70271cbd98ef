import { roles } from '@lianfang/contracts/access';
import type { Role } from '@lianfang/contracts/access';
import { Link } from 'react-router';
import type { RefusalNotice } from '../graph/refusal.ts';
import { useLanguage, useWords } from '../language/words.ts';

/** Who could do what was refused, and where it waits when it became a proposal. The one place where a refusal tells this. */
export function WhoCan({ refusal }: { refusal: RefusalNotice }) {
  const t = useWords('shell');
  const names = useRoleNames(refusal.roles);
  // The server's own words often name them already.
  const untold = names.filter((name) => !refusal.message?.includes(name));
  if (untold.length === 0 && !refusal.proposalId) return null;
  return (
    <div className="who-can">
      {untold.length > 0 ? t('needsRole', { who: names.join(t('listSeparator')) }) : null}{' '}
      {refusal.proposalId ? <Link to="/approvals/orders">{t('seeProposal')}</Link> : null}
    </div>
  );
}

/** Roles by their names in the user's language; what is no role of ours stays as it is. */
export function useRoleNames(held: readonly string[]): string[] {
  const language = useLanguage();
  return held.map((role) => (role in roles ? roles[role as Role][language] : role));
}
