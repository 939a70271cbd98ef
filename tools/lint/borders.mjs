/** Which kind of project may know which. There is no line that lets anybody know everybody. */
export const borders = [
  { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:platform', 'type:contract', 'type:testing'] },
  {
    sourceTag: 'type:web', onlyDependOnLibsWithTags: ['type:contract'],
    bannedExternalImports: ['typeorm', 'pg', 'kafkajs', '@apollo/*', 'pino', 'prom-client'],
  },
  { sourceTag: 'type:contract', onlyDependOnLibsWithTags: ['type:contract'], allowedExternalImports: ['zod'] },
  { sourceTag: 'type:platform', onlyDependOnLibsWithTags: ['type:contract', 'type:platform', 'type:testing'] },
  { sourceTag: 'type:testing', onlyDependOnLibsWithTags: ['type:platform', 'type:contract', 'type:testing'] },
  { sourceTag: 'type:e2e', onlyDependOnLibsWithTags: ['type:platform', 'type:contract', 'type:testing', 'type:tool'] },
  { sourceTag: 'type:tool', onlyDependOnLibsWithTags: ['type:platform', 'type:contract', 'type:testing', 'type:tool'] },
];
