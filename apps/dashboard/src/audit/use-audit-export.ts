import { App } from 'antd';
import { useState } from 'react';
import { useClient } from 'urql';
import { AuditTrailDocument } from '../generated/operations.ts';
import type { AuditFilter } from '../generated/operations.ts';
import { noticeOf } from '../graph/refusal.ts';
import { useWords } from '../language/words.ts';
import { auditColumns, csvOf, lineOf } from './audit-sheet.ts';

const mostRows = 5_000;
const pageRows = 100;

/** Reads what the filter finds, page by page, and hands it over as a file. Each page is a read that the trail itself records. */
export function useAuditExport(filter: AuditFilter) {
  const t = useWords('audit');
  const shell = useWords('shell');
  const client = useClient();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const read = async (): Promise<string[][]> => {
    const lines: string[][] = [];
    for (let after: string | null = null; lines.length < mostRows; ) {
      const { data, error } = await client.query(AuditTrailDocument, { filter, first: pageRows, after }, { requestPolicy: 'network-only' }).toPromise();
      if (error || !data) throw new Error((error && noticeOf(error).message) ?? shell('unreachable'));
      lines.push(...data.auditEntries.edges.map(({ node }) => lineOf(node)));
      after = data.auditEntries.pageInfo.endCursor;
      if (!data.auditEntries.pageInfo.hasNextPage || !after) return lines;
    }
    void message.warning(t('cut', { count: mostRows }), 8);
    return lines;
  };
  const save = async (kind: 'csv' | 'xlsx') => {
    setBusy(true);
    try {
      const lines = await read();
      offer(await fileOf(kind, [[...auditColumns], ...lines]), `audit.${kind}`);
      void message.success(t('exported', { count: lines.length }));
    } catch (error) {
      void message.error((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return { busy, save };
}

async function fileOf(kind: 'csv' | 'xlsx', lines: string[][]): Promise<Blob> {
  if (kind === 'csv') return new Blob([csvOf(lines)], { type: 'text/csv;charset=utf-8' });
  const { default: writeXlsxFile } = await import('write-excel-file/browser');
  return writeXlsxFile(lines.map((line) => line.map((value) => ({ value, type: String })))).toBlob();
}

function offer(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
