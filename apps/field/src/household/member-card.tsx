import { useTranslation } from 'react-i18next';
import { agencies, roles } from '@lianfang/contracts/access';
import type { Agency, Role } from '@lianfang/contracts/access';
import { evidenceKinds, healthCodes } from '@lianfang/contracts/status';
import { currentLanguage } from '../language/language.ts';
import { momentOf } from '../language/times.ts';
import type { Member } from './use-household.ts';

/** One member: the code, how it came about, who looked and who changed what. */
export function MemberCard({ member }: { member: Member }) {
  const { t } = useTranslation();
  const code = member.healthCode;
  return (
    <section className="card member">
      <header>
        <strong>{member.name}</strong> <span className="muted">{member.relation ?? ''}</span>
        {code ? <span className="code" data-code={code.code}>{healthCodes[code.code][currentLanguage()]}</span> : null}
      </header>
      {code ? (
        <p>
          {code.rule.summary}
          {code.since ? <span className="muted"> · {t('home.since', { at: momentOf(code.since) })}</span> : null}
          {code.until ? <span className="muted"> · {t('home.until', { at: momentOf(code.until) })}</span> : null}
        </p>
      ) : null}
      <Fold title={t('home.history', { count: member.codeHistory.length })} empty={t('home.noHistory')} lines={member.codeHistory.map(historyLine)} />
      <Fold title={t('home.looks', { count: member.looks.totalCount })} empty={t('home.noLooks')} lines={member.looks.edges.map(({ node }) => trailLine(node))} />
      <Fold title={t('home.changes', { count: member.changes.totalCount })} empty={t('home.noChanges')} lines={member.changes.edges.map(({ node }) => ({ ...trailLine(node), more: node.rule ?? '' }))} />
    </section>
  );
}

interface Line {
  at: string;
  what: string;
  more: string;
}

function Fold({ title, empty, lines }: { title: string; empty: string; lines: readonly Line[] }) {
  return (
    <details>
      <summary>{title}</summary>
      {lines.length === 0 ? <p className="muted">{empty}</p> : (
        <ol>
          {lines.map(({ at, what, more }, index) => (
            <li key={index}><time dateTime={at}>{momentOf(at)}</time> {what} {more ? <small>{more}</small> : null}</li>
          ))}
        </ol>
      )}
    </details>
  );
}

function historyLine({ at, code, previous, rule, reason, evidence, agency }: Member['codeHistory'][number]): Line {
  const language = currentLanguage();
  const ground = evidence ? `${evidenceKinds[evidence.kind][language]} ${evidence.reference.length > 30 ? `…${evidence.reference.slice(-6)}` : evidence.reference}` : '';
  const who = agency && agency in agencies ? agencies[agency as Agency][language] : '';
  return { at, what: `${healthCodes[previous][language]} → ${healthCodes[code][language]}`, more: [rule.summary, reason, ground, who].filter(Boolean).join(' · ') };
}

function trailLine({ at, agency, roles: held, operation }: Member['looks']['edges'][number]['node']): Line {
  const language = currentLanguage();
  const names = held.map((role) => (role in roles ? roles[role as Role][language] : role));
  return { at, what: [agency?.title, ...names].filter(Boolean).join(' · '), more: operation };
}
