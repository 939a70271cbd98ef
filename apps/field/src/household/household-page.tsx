import { useTranslation } from 'react-i18next';
import { Bar } from '../shell/bar.tsx';
import { Empty } from '../shell/empty.tsx';
import { Icon } from '../shell/icon.tsx';
import { navigate } from '../shell/route.ts';
import { MemberCard } from './member-card.tsx';
import { useHousehold } from './use-household.ts';
import './household.css';

/** What a resident sees: the own household, its codes with their reasons, and who has looked at them. Nobody else's. */
export function HouseholdPage() {
  const { t } = useTranslation();
  const { answer, loading, read } = useHousehold();
  return (
    <>
      <Bar title={t('tabs.home')} />
      <main aria-busy={loading}>
        <button type="button" className="age" onClick={read} disabled={loading}>
          <Icon name="refresh" turning={loading} /><span>{loading ? t('shell.loading') : t('home.refresh')}</span>
        </button>
        <Content answer={answer} />
      </main>
    </>
  );
}

function Content({ answer }: Pick<ReturnType<typeof useHousehold>, 'answer'>) {
  const { t } = useTranslation();
  if (!answer) return null;
  if (answer.kind === 'refused') return <Empty icon="warning" text={answer.message} />;
  if (answer.kind !== 'yes') return <Empty icon="offline" text={t(`home.trouble.${answer.kind}`)} />;
  const { myHousehold } = answer.data;
  if (!myHousehold) return <Empty icon="people" text={t('home.none')} />;
  return (
    <>
      <h2>{myHousehold.address}</h2>
      <button type="button" className="primary" onClick={() => navigate('/report')}>{t('door.title')}</button>
      <p className="muted">{t('home.lead')}</p>
      {myHousehold.members.map((member) => <MemberCard key={member.id} member={member} />)}
    </>
  );
}
