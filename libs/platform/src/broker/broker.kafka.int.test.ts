import { describeBroker } from './broker.contract.ts';

const brokers = process.env.LIANFANG_TEST_KAFKA;

if (brokers) describeBroker('Apache Kafka', () => ({ brokers: brokers.split(',') }));
else it.skip('Apache Kafka: none in this run, as its start has said', () => {});
