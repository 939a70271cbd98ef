import { readConfig } from '@lianfang/platform/config';
import { serviceBlocks } from '@lianfang/platform/service';

export function readSuppliesConfig() {
  return readConfig(serviceBlocks);
}
