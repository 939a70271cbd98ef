import type { Scope } from '@lianfang/contracts/access';

/**
 * What a caller gets of a record that lies elsewhere. Most records are told to nobody outside their area: an id from elsewhere gives
 * the bytes of an id that nobody has. Reviewed; a type that is named nowhere here is `hidden`.
 */
export const told = {
  /** The same for everybody who may ask at all: names of areas and goods, rules, the tables of access. */
  everywhere: {
    Item: 'the list of goods',
    QuotaRule: 'a rule', CodeRule: 'a rule',
    Agency: 'the table of agencies', Role: 'the table of roles', Scope: 'the table of scopes',
    SpecimenReport: 'published for every agency', FieldResult: 'published', DiscrepancyCounts: 'published',
    PageInfo: 'where a page ends',
  },
  /** Of areas, what everybody knows; what lies in them is hidden as other records are. */
  publicFields: {
    'Query.specimenReport': 'published for every agency', 'Query.specimenReports': 'published for every agency',
    'Area.code': 'national list', 'Area.name': 'national list', 'Area.level': 'national list', 'Area.parent': 'national list', 'Area.children': 'national list', 'Area.squad': 'its head is masked' },
  /** One masked stub for a foreign id and for a missing one: null would take the list away in which it stands. */
  stub: { Person: 'a gate meets who is registered elsewhere', Household: 'beside its person', Compound: 'beside its household' },
  /** Told to who holds one of these scopes; whoever holds none gets of the own area too the bytes of an id that nobody has. */
  withScope: {
    Account: ['account:manage'],
    MachineKey: ['key:manage'],
    Hold: ['hold:place', 'audit:read'],
    DeletionRecord: ['epidemic:end', 'audit:read'],
  },
  /** Told inside one agency; another one of the same area gets the bytes of an id that nobody has. */
  ofAgency: { Account: 'its administrators', MachineKey: 'its administrators' },
  /** A resident sees these of the own household unmasked. */
  ownHousehold: { Person: '', Household: '', Arrival: '', SupportRequest: '' },
} as const satisfies Record<string, Record<string, string | readonly Scope[]>>;

/** Entities of which no row is laid, `subgraph Type`, each with the reason. */
export const withoutRow: Readonly<Record<string, string>> = {};
