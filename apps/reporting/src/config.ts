import { eventTrustBlock, kafkaBlock, logBlock, postgresBlock, readConfig } from '@lianfang/platform/config';
import { serviceBlocks } from '@lianfang/platform/service';

export function readReportingConfig(env?: NodeJS.ProcessEnv) {
  return readConfig(serviceBlocks, env);
}

/** The rebuild needs the database and the log of events; nobody logs in. */
export function readRebuildConfig() {
  return readConfig({ ...logBlock, ...postgresBlock, ...kafkaBlock, ...eventTrustBlock });
}
