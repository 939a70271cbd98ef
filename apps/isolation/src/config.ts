import { readConfig } from '@lianfang/platform/config';
import { serviceBlocks } from '@lianfang/platform/service';

export function readIsolationConfig(env?: NodeJS.ProcessEnv) {
  return readConfig(serviceBlocks, env);
}
