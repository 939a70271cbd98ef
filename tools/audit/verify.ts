import { openDatabase } from '@lianfang/platform/persistence';
import { verifyChain } from '@lianfang/platform/audit';
import type { Anchor, ChainVerdict } from '@lianfang/platform/audit';
import type { DataSource } from 'typeorm';

/** The service that keeps what all others tell. */
export const centre = 'agencies';

export interface Chains {
  /** URL of each service's own database. */
  databases: ReadonlyMap<string, string>;
  key: Buffer;
}

export interface ServiceVerdict extends ChainVerdict {
  service: string;
}

/** Walks the chain of every service and holds each row against what the agencies keep of it. */
export async function verifyAll({ databases, key }: Chains): Promise<ServiceVerdict[]> {
  const anchored = await open(databases.get(centre)!);
  try {
    const verdicts: ServiceVerdict[] = [];
    for (const [service, url] of databases) {
      const database = service === centre ? anchored : await open(url);
      try {
        verdicts.push({ service, ...(await verifyChain({ database, key, anchors: (from, most) => listAnchors(anchored, service, from, most) })) });
      } finally {
        if (database !== anchored) await database.destroy();
      }
    }
    return verdicts;
  } finally {
    await anchored.destroy();
  }
}

export function toldVerdict({ service, rows, anchored, pending, bad }: ServiceVerdict): string {
  const counted = `${service.padEnd(12)} ${String(rows).padStart(8)} entries, ${anchored} of them kept by the agencies, ${pending} waiting`;
  if (!bad) return `${counted}: as it was written`;
  const place = bad.seq === null ? `row ${bad.row}, which has no number` : `number ${bad.seq}${bad.row === null ? '' : ` (row ${bad.row})`}`;
  return `${counted}: BENT at ${place}: ${bad.why}`;
}

function open(url: string): Promise<DataSource> {
  return openDatabase({ url, entities: [], poolSize: 1, applicationName: 'audit-verify' });
}

function listAnchors(database: DataSource, service: string, from: number, most: number): Promise<Anchor[]> {
  return database.query<Anchor[]>(
    '/* listAnchors */ SELECT seq, hash, entry::text FROM trail_entries WHERE service = $1 AND seq >= $2 ORDER BY seq LIMIT $3',
    [service, from, most],
  );
}
