import { readConfig } from '@lianfang/platform/config';
import { serviceBlocks } from '@lianfang/platform/service';

export function readSuppliesConfig(env?: NodeJS.ProcessEnv) {
  return readConfig(serviceBlocks, env);
}
