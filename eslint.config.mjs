import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';
import { borders } from './tools/lint/borders.mjs';
import { arrows, everywhere, kafkaOnlyInBroker, noClockNoChance, noDefault, noEnvironment, outsideWorld } from './tools/lint/house.mjs';

const tests = ['**/*.test.ts', '**/*.test.tsx', '**/*.contract.ts', '**/fixtures/**'];
const restrictSyntax = (...lists) => ({ 'no-restricted-syntax': ['error', ...lists.flat()] });
const restrictImports = (patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

const bySuffix = Object.entries(arrows).map(([role, patterns]) => ({
  files: [`apps/*/src/**/*.${role}.ts`],
  rules: restrictImports(patterns),
}));

export default tseslint.config(
  { ignores: ['**/dist/', '**/generated/', '.lianfang/', '.nx/', 'coverage/', '**/public/', 'test-results/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['apps/*/vite.config.ts'] }, tsconfigRootDir: import.meta.dirname } },
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': ['error', { allow: [], depConstraints: borders, enforceBuildableLibDependency: false }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-empty-object-type': 'off',
      'no-console': 'off',
      eqeqeq: ['error', 'smart'],
      ...restrictSyntax(everywhere, noDefault),
      ...restrictImports([kafkaOnlyInBroker]),
    },
  },
  {
    files: ['apps/*/src/**/*.ts', 'libs/platform/src/**/*.ts'],
    ignores: ['**/config.ts', 'libs/platform/src/config/**', 'libs/platform/src/faults/**', 'apps/e2e/**', ...tests],
    rules: restrictSyntax(everywhere, noDefault, noEnvironment),
  },
  // Frameworks ask for these.
  { files: ['**/*.config.ts', 'tools/test/setup.ts', 'tools/test/teardown.ts', '**/*.d.ts'], rules: restrictSyntax(everywhere) },
  {
    files: ['apps/*/src/**/*.rules.ts'],
    rules: { ...restrictSyntax(everywhere, noDefault, noEnvironment, noClockNoChance), 'no-restricted-globals': ['error', ...outsideWorld] },
  },
  ...bySuffix,
  { files: ['libs/platform/src/broker/**/*.ts'], rules: { 'no-restricted-imports': 'off' } },
);
