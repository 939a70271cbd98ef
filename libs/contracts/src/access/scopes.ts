/** What a caller may do, as `noun:verb`. SDL names these in `@requiresScopes`; roles grant them. */
export const scopes = {
  'area:read': 'areas, grids and compounds',
  'area:write': 'load the tree of areas, cut grids, register compounds',
  'household:read': 'households and residents of the own area',
  'household:write': 'register and correct households and residents',
  'person:identify': 'full ID numbers and phones of persons in the own area',
  'ledger:import': 'import and export ledgers',
  'sweep:read': 'sweep rounds and their coverage',
  'sweep:open': 'open and close sweep rounds',
  'sweep:visit': 'record visits of a sweep',
  'checkpoint:read': 'checkpoints, passages and alerts of the own area',
  'checkpoint:write': 'register, open, close and move checkpoints',
  'passage:record': 'record passages and check passes',
  'pass:issue': 'issue and revoke passes',
  'arrival:declare': 'register arrivals',
  'alert:handle': 'acknowledge and close alerts',
  'isolation:status': 'whether a person is under isolation, without medical detail',
  'isolation:read': 'orders, stays and facilities in full',
  'isolation:order': 'confirm, decline and release orders, assign beds; the health commission alone',
  'facility:write': 'register facilities and their beds; the health commission alone',
  'stock:read': 'stock, movements and donations',
  'stock:write': 'receive donations, move and allocate stock',
  'support:read': 'living-support requests',
  'support:handle': 'take, deliver and close living-support requests',
  'figures:read': 'aggregated figures without persons',
} as const;

export type Scope = keyof typeof scopes;
