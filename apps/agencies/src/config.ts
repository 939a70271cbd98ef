import { readConfig, sealingBlock } from '@lianfang/platform/config';
import { serviceBlocks } from '@lianfang/platform/service';

export function readAgenciesConfig(env?: NodeJS.ProcessEnv) {
  return readConfig({ ...serviceBlocks, ...sealingBlock }, env);
}
