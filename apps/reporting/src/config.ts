import { eventTrustBlock, kafkaBlock, logBlock, postgresBlock, readConfig } from '@lianfang/platform/config';
import { serviceBlocks } from '@lianfang/platform/service';

export function readReportingConfig() {
  return readConfig(serviceBlocks);
}

/** The rebuild needs the database and the log of events; nobody logs in. */
export function readRebuildConfig() {
  return readConfig({ ...logBlock, ...postgresBlock, ...kafkaBlock, ...eventTrustBlock });
}
