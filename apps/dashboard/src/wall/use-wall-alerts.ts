import { useCallback, useEffect, useState } from 'react';
import { useClient } from 'urql';
import { WallAlertChangedDocument, WallAlertRaisedDocument, WallAlertsDocument } from '../generated/operations.ts';
import type { WallAlertFragment } from '../generated/operations.ts';
import { useLive } from '../live/use-live.ts';
import { withAlert } from './board.ts';

/** The latest alerts of an area; new ones come by themselves. */
export function useWallAlerts(areaCode: string): WallAlertFragment[] {
  const client = useClient();
  const [shown, setShown] = useState<{ areaCode: string; alerts: WallAlertFragment[] }>({ areaCode, alerts: [] });

  const take = useCallback(
    (alert: WallAlertFragment) => setShown((before) => ({ areaCode, alerts: withAlert(before.areaCode === areaCode ? before.alerts : [], alert) })),
    [areaCode],
  );
  const refetch = useCallback(() => {
    void client
      .query(WallAlertsDocument, { areaCode }, { requestPolicy: 'network-only' })
      .toPromise()
      .then((result) => {
        if (result.data) setShown({ areaCode, alerts: result.data.alerts.edges.map((edge) => edge.node) });
      });
  }, [client, areaCode]);

  useEffect(refetch, [refetch]);
  useLive(WallAlertRaisedDocument, { areaCode }, { onMessage: (data) => take(data.alertRaised), snapshot: refetch });
  useLive(WallAlertChangedDocument, { areaCode }, { onMessage: (data) => take(data.alertChanged), snapshot: refetch });
  return shown.areaCode === areaCode ? shown.alerts : [];
}
