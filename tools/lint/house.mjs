// The house's own rules, as lists that a configuration adds up. ESLint replaces the options of a rule that is configured
// twice, so each kind of file gets its whole list at once.

const syntax = (selector, message) => ({ selector, message });

export const everywhere = [
  syntax('ExportAllDeclaration', 'Name what you export: a reader follows names.'),
];

export const noDefault = [
  syntax('ExportDefaultDeclaration', 'No default exports: a thing has one name everywhere (framework files excepted).'),
];

export const noEnvironment = [
  syntax("MemberExpression[object.name='process'][property.name='env']", 'Only config.ts reads the environment, once: take the value as an argument.'),
];

/** A decision is a function of command and state; the time and the ids come in as arguments. */
export const noClockNoChance = [
  syntax("NewExpression[callee.name='Date'][arguments.length=0]", 'A rule does not look at the clock: take `now` as an argument.'),
  syntax("CallExpression[callee.object.name='Date'][callee.property.name='now']", 'A rule does not look at the clock: take `now` as an argument.'),
  syntax("MemberExpression[property.name=/^(randomUUID|getRandomValues|randomBytes)$/]", 'A rule does not throw dice: take the value as an argument.'),
  syntax("MemberExpression[object.name='Math'][property.name='random']", 'A rule does not throw dice: take the value as an argument.'),
];

export const outsideWorld = ['process', 'performance', 'fetch', 'setTimeout', 'setInterval', 'globalThis'].map((name) => ({
  name, message: 'A rule is pure: what it needs comes in as an argument.',
}));

const pattern = (group, message, more = {}) => ({ group, message, ...more });

/** kafkajs is wrapped once: its traps are known in one folder only. */
export const kafkaOnlyInBroker = pattern(['kafkajs'], 'Only libs/platform/src/broker knows kafkajs: use @lianfang/platform/broker.');

const persistence = pattern(['typeorm', 'pg', '@lianfang/platform/persistence'], 'This file holds no storage: call the noun’s store.');
const otherRoles = (...roles) => pattern(roles.map((role) => `**/*.${role}.ts`), `The arrow does not point there: no import of ${roles.join(', ')} from this file.`);

/** Who may know whom, by the suffix of the file (docs/ARCHITECTURE.md). */
export const arrows = {
  rules: [
    kafkaOnlyInBroker, persistence, otherRoles('store', 'table', 'resolvers', 'consumer'),
    pattern(['node:*', '@lianfang/platform/*', '!@lianfang/platform/refusals', '!@lianfang/platform/clock'],
      'A rule knows contracts, refusals and other rules of its app, nothing else.'),
    pattern(['@lianfang/platform/clock'], 'A rule takes times and ids as arguments.', { importNames: ['systemClock', 'newId'] }),
  ],
  table: [kafkaOnlyInBroker, otherRoles('store', 'resolvers', 'consumer')],
  store: [
    kafkaOnlyInBroker, otherRoles('resolvers', 'consumer'),
    pattern(['@lianfang/platform/outbox', '@lianfang/platform/consumer'], 'A store stores; who decides also emits, in the same transaction.'),
  ],
  resolvers: [kafkaOnlyInBroker, otherRoles('resolvers', 'consumer', 'table'), pattern(['typeorm', 'pg'], 'No SQL in resolvers: call the noun’s store.')],
  consumer: [kafkaOnlyInBroker, otherRoles('resolvers', 'table'), pattern(['typeorm', 'pg'], 'No SQL in consumers: call the noun’s store.')],
};
