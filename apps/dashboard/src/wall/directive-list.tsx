import { WallDirectiveChangedDocument, WallDirectivesDocument } from '../generated/operations.ts';
import type { WallDirectiveChangedSubscription, WallDirectiveFragment, WallDirectivesQuery } from '../generated/operations.ts';
import { useFormats } from '../language/use-formats.ts';
import { useWords } from '../language/words.ts';
import { withDirective } from './board.ts';
import { useLiveList } from './use-live-list.ts';

const directives = {
  query: WallDirectivesDocument,
  all: (read: WallDirectivesQuery) => read.directives.edges.map(({ node }) => node),
  subscription: WallDirectiveChangedDocument,
  one: (moved: WallDirectiveChangedSubscription) => moved.directiveChanged,
  withOne: withDirective<WallDirectiveFragment>,
};

/** What the command centre has asked for and is not done yet, the nearest deadline first. */
export function DirectiveList({ areaCode }: { areaCode: string }) {
  const t = useWords('wall');
  const { moment } = useFormats();
  const list = useLiveList(areaCode, directives);
  if (list.length === 0) return <p className="wall-empty">{t('directivesEmpty')}</p>;
  return (
    <ul className="directive-list" aria-live="polite">
      {list.map(({ id, task, steps, deadline, overdue }) => (
        <li key={id} className={overdue ? 'directive-line is-overdue' : 'directive-line'}>
          <b>{task}</b>
          <span>{t('steps', { done: steps.filter(({ doneAt }) => doneAt).length, all: steps.length })}</span>
          <span>{t('due', { time: moment(deadline) })}{overdue ? ` · ${t('overdue')}` : ''}</span>
        </li>
      ))}
    </ul>
  );
}
