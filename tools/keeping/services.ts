import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceKeeping } from '@lianfang/platform/retention';

/** What each of these services keeps, by its name. */
export async function readKeepings(root: string, services: readonly string[]): Promise<Map<string, ServiceKeeping>> {
  const found = new Map<string, ServiceKeeping>();
  for (const service of services) {
    const file = join(root, 'apps', service, 'src', 'keeping.ts');
    if (!existsSync(file)) throw new Error(`apps/${service} does not say how its tables end: src/keeping.ts is missing`);
    const { keeping } = (await import(file)) as { keeping: ServiceKeeping };
    found.set(service, keeping);
  }
  return found;
}
