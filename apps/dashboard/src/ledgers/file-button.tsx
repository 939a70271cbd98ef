import { DownloadOutlined } from '@ant-design/icons';
import { App } from 'antd';
import { useState } from 'react';
import { useClient } from 'urql';
import { LedgerExportDocument, LedgerTemplateDocument } from '../generated/operations.ts';
import { noticeOf } from '../graph/refusal.ts';
import { useWords } from '../language/words.ts';
import { ScopedButton } from '../shell/permitted.tsx';
import { saveFile } from '../shell/save-file.ts';
import type { FileAnswer } from '../shell/save-file.ts';

/** Fetches the empty template, or the register of the area as a ledger. */
export function FileButton({ kind, areaCode }: { kind: 'template' | 'export'; areaCode: string }) {
  const t = useWords('ledger');
  const shell = useWords('shell');
  const client = useClient();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);

  const read = async (): Promise<FileAnswer | undefined> => {
    if (kind === 'template') {
      const { data, error } = await client.query(LedgerTemplateDocument, { areaCode }, { requestPolicy: 'network-only' }).toPromise();
      if (error) void message.error(noticeOf(error).message ?? shell('unreachable'));
      return data?.ledgerTemplate;
    }
    const { data, error } = await client.query(LedgerExportDocument, { areaCode }, { requestPolicy: 'network-only' }).toPromise();
    if (error) void message.error(noticeOf(error).message ?? shell('unreachable'));
    return data?.ledgerExport;
  };
  const fetchFile = async () => {
    setBusy(true);
    const file = await read();
    setBusy(false);
    if (file) saveFile(file);
  };

  return (
    <ScopedButton scope="ledger:import" icon={<DownloadOutlined />} loading={busy} onClick={() => void fetchFile()}>
      {t(kind)}
    </ScopedButton>
  );
}
