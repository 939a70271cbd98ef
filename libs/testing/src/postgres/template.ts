import { createHash } from 'node:crypto';
import { migrate, openDatabase, type Migration } from '@lianfang/platform/persistence';
import type { Client } from 'pg';
import type { EntitySchema } from 'typeorm';
import { asAdmin, urlOf } from './server.ts';

export interface TemplatePlan { name: string; migrations: readonly Migration[]; entities: EntitySchema[] }

/**
 * The migrated database that test files clone: made once per set of migrations, by whichever worker comes first. The
 * hash is part of the name, so a changed migration gets a new template and an old one is never cloned by mistake.
 */
export async function templateFor(plan: TemplatePlan): Promise<string> {
  const stamp = createHash('sha256').update(JSON.stringify(plan.migrations)).digest('hex').slice(0, 16);
  const template = `template_${plan.name.replaceAll(/\W/g, '_')}_${stamp}`;
  await asAdmin(async (client) => {
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [template]);
    if (!(await exists(client, template))) await build(client, plan, template);
  });
  return template;
}

async function exists(client: Client, database: string): Promise<boolean> {
  const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
  return found.rowCount === 1;
}

/** Built under another name and renamed at the end: a template that exists is a complete one. */
async function build(client: Client, plan: TemplatePlan, template: string): Promise<void> {
  const half = `${template}_half`;
  await client.query(`DROP DATABASE IF EXISTS ${half} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${half}`);
  const database = await openDatabase({ url: urlOf(half), entities: plan.entities, poolSize: 2, applicationName: 'lianfang-template' });
  try {
    await migrate(database, plan.migrations);
  } finally {
    await database.destroy();
  }
  await client.query(`ALTER DATABASE ${half} RENAME TO ${template}`);
}
