import { existsSync } from 'node:fs';

// Packages that ship ES modules only. Jest loads CommonJS, so these are compiled like our own sources.
const esmOnly = [
  'jose', 'oidc-provider', 'koa', 'cookie-es', 'environment', 'listr2', '@faker-js/faker', 'zxing-wasm', 'react-router',
];

const compile = (tsx) => ['@swc/jest', {
  jsc: {
    parser: { syntax: 'typescript', tsx },
    target: 'es2024',
    transform: { react: { runtime: 'automatic' } },
  },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
}];

/** @type {import('jest').Config} */
export default {
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/tools', '<rootDir>/bench'].filter((folder) => existsSync(folder.replace('<rootDir>', import.meta.dirname))),
  testMatch: ['**/*.test.ts', '**/*.test.tsx'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/fixtures/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.lianfang/', '<rootDir>/.nx/'],
  testEnvironment: 'node',
  transform: { '\\.[cm]?ts$': compile(false), '\\.(tsx|[cm]?jsx?)$': compile(true) },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  setupFiles: ['<rootDir>/tools/test/no-outside.cjs'],
  globalSetup: '<rootDir>/tools/test/setup.ts',
  globalTeardown: '<rootDir>/tools/test/teardown.ts',
  maxWorkers: 2,
  testTimeout: 90_000,
  watchman: false,
};
