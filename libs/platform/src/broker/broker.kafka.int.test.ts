import { describeBroker } from './broker.contract.ts';

describeBroker('Apache Kafka', () => ({ brokers: process.env.LIANFANG_TEST_KAFKA!.split(',') }));
