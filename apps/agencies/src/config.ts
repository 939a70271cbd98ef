import { readConfig, sealingBlock } from '@lianfang/platform/config';
import { serviceBlocks } from '@lianfang/platform/service';

export function readAgenciesConfig() {
  return readConfig({ ...serviceBlocks, ...sealingBlock });
}
