import { Tag, Tooltip } from 'antd';
import type { KeyPersonRowFragment, TeamRole } from '../generated/operations.ts';
import { useTerms, useWords } from '../language/words.ts';

export const teamRoles = ['DISTRICT_LEADER', 'BUREAU', 'STREET', 'COMMUNITY', 'POLICE', 'DOCTOR'] as const satisfies readonly TeamRole[];

/** The six, in their order; a role that nobody holds is amber and says so. */
export function TeamTags({ keyPerson }: { keyPerson: Pick<KeyPersonRowFragment, 'team' | 'missingRoles'> }) {
  const t = useWords('keyPerson');
  const term = useTerms();
  return (
    <span className="team-tags">
      {teamRoles.map((role) => {
        const held = keyPerson.team.find((post) => post.role === role);
        return held ? (
          <Tooltip key={role} title={`${term('TeamRole', role)} · ${held.official.unit} · ${held.official.phone ?? ''}`}><Tag>{held.official.name}</Tag></Tooltip>
        ) : (
          <Tag key={role} color="orange">{term('TeamRole', role)} {t('missing')}</Tag>
        );
      })}
    </span>
  );
}
