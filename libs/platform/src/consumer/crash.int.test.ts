import { randomBytes } from 'node:crypto';
import { asAdmin, freshDatabase, testServer } from '@lianfang/testing/postgres';
import { crashPoints } from '../faults/index.ts';
import type { CrashPoint } from '../faults/index.ts';
import { runCampaign } from './fixtures/crash-campaign.ts';
import type { CampaignResult } from './fixtures/crash-campaign.ts';
import { ledgerMigrations, randomService } from './fixtures/ledger.ts';

const crashes = Number(process.env.LIANFANG_CRASHES ?? 5);
/** Most of a campaign is waiting for Kafka to notice a dead member, so campaigns share the machine well. */
const atOnce = 4;

const kafka = process.env.LIANFANG_TEST_BROKER === 'embedded' ? undefined : process.env.LIANFANG_TEST_KAFKA;
const logDatabase = `test_crash_log_${randomBytes(6).toString('hex')}`;
const results = new Map<CrashPoint, CampaignResult>();

async function campaignAt(point: CrashPoint): Promise<CampaignResult> {
  const fresh = await freshDatabase({ name: 'crash', migrations: ledgerMigrations, entities: [] });
  const process = { service: randomService(), databaseUrl: fresh.url, ...brokerOf() };
  const result = await runCampaign({ point, crashes, process, database: fresh.database });
  await fresh.drop();
  return result;
}

function brokerOf(): { brokers: string[] } | { embeddedLogUrl: string } {
  if (kafka) return { brokers: kafka.split(',') };
  const url = testServer();
  url.pathname = `/${logDatabase}`;
  return { embeddedLogUrl: url.href };
}

beforeAll(async () => {
  if (!kafka) await asAdmin((client) => client.query(`CREATE DATABASE ${logDatabase}`));
  const waiting = [...crashPoints];
  const lane = async (): Promise<void> => {
    for (let point = waiting.shift(); point; point = waiting.shift()) results.set(point, await campaignAt(point));
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}, 600_000);

afterAll(async () => {
  if (!kafka) await asAdmin((client) => client.query(`DROP DATABASE ${logDatabase} WITH (FORCE)`));
});

describe(`a service that dies ${crashes} times`, () => {
  it.each(crashPoints)('at %s loses nothing, doubles nothing and invents nothing', (point) => {
    const { offered, acknowledged, ...outcome } = results.get(point)!;
    expect(outcome).toEqual({ hits: crashes, lost: 0, double: 0, phantom: 0, disordered: 0 });
    expect(acknowledged).toBe(offered);
    expect(offered).toBeGreaterThan(crashes);
  });
});
