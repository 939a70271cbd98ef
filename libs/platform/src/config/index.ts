/** The environment, read once per process: typed blocks, every problem told at once, demo secrets refused in production. */
export {
  auditBlock,
  eventSignerBlock,
  eventTrustBlock,
  explorerBlock,
  gatewayCredentialBlock,
  guardsBlock,
  httpBlock,
  kafkaBlock,
  logBlock,
  oidcBlock,
  postgresBlock,
  sealingBlock,
  tracingBlock,
} from './blocks.ts';
export { demandRealIssuer } from './issuer.ts';
export { ConfigError, readConfig } from './read.ts';
export { demoEventKey, demoEventTrust, demoSecrets } from './secrets.ts';
