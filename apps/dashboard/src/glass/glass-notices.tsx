import { App } from 'antd';
import { placeName } from '../areas/place-name.ts';
import { GlassOpenedDocument } from '../generated/operations.ts';
import { useWords } from '../language/words.ts';
import { useLive } from '../live/use-live.ts';
import { useActor } from '../login/session.ts';

/** Tells the owning agency at once when somebody from outside looks into its area. */
export function GlassNotices() {
  const t = useWords('glass');
  const { areaCode, sub } = useActor();
  const { notification } = App.useApp();
  useLive(GlassOpenedDocument, { areaCode }, {
    onMessage: ({ glassOpened: { id, accountId, agency, area, reason } }) => {
      if (accountId === sub) return;
      notification.warning({
        key: id, placement: 'bottomRight', duration: 0, role: 'alert', title: t('told'),
        description: t('toldText', { agency: agency.title, who: accountId, area: placeName(area), reason }),
      });
    },
    // What happened before this page was opened stands in the list of the desk.
    snapshot: () => {},
  });
  return null;
}
