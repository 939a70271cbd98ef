import { auditEntry } from '@lianfang/contracts/events';
import type { AuditRoom } from '@lianfang/platform/audit';
import type { Routes } from '@lianfang/platform/graph';
import { z } from 'zod';

/** What the gateway tells: logins and refusals, before any subgraph was asked. It has no database, so our log and chain keep it. */
const told = z.object({
  entries: z
    .array(auditEntry.omit({ id: true, service: true, at: true }).extend({ at: z.coerce.date(), kind: z.enum(['LOGIN', 'REFUSAL', 'EXPORT']) }))
    .min(1)
    .max(500),
});

export type GatewayTelling = z.input<typeof told>['entries'][number];

/** `POST /audit`, for who holds the gateway's credential. Answers when the entries are durable. */
export function trailSink({ audit }: { audit: AuditRoom }): Routes {
  return {
    '/audit': async (body) => {
      const { entries } = told.parse(body);
      await audit.write(entries.map((entry) => ({ ...entry, service: 'gateway' })));
      return { written: entries.length };
    },
  };
}
