/** Every fact that crosses a service border. "Find all references" of a constant is the event map. */
export { defineEvent, envelopeSchema, serviceOf, topicOf } from './envelope.ts';
export type { EventDefinition, EventEnvelope } from './envelope.ts';
export {
  AreaChanged,
  CompoundMoved,
  FeverSelfReported,
  GridSignaturesVoided,
  GridSigned,
  HealthCodeAssigned,
  HouseholdReported,
  HouseholdSwept,
  KeyPersonChanged,
  PersonMerged,
  PersonUnmerged,
  RegisterChanged,
  RiskMovementReported,
  SweepDoorsMoved,
  SweepRoundClosed,
  SweepTargeted,
  TipVerified,
  codeColours,
  originKinds,
  sweepOutcomes,
  tipOutcomes,
  voidCauses,
} from './people.ts';
export { FeverFollowUpChanged } from './people.ts';
export { CaseConfirmed, CaseCountsChanged, ContactTraced, caseClasses, contactKinds } from './people.ts';
export {
  AlertChanged,
  AlertRaised,
  ArrivalDeclared,
  CheckpointChanged,
  PassageRecorded,
  alertKinds,
  checkpointKinds,
  verdicts,
} from './checkpoints.ts';
export {
  BedOccupancyChanged,
  FacilityChanged,
  OrderConfirmed,
  OrderDeclined,
  OrderProposed,
  OrderReleased,
  facilityStates,
  orderModes,
} from './isolation.ts';
export { DonationReceived, StockMoved, SupportAdvanced, SupportClosed, SupportOpened, placeKinds } from './supplies.ts';
export { DirectiveChanged, FiguresChanged } from './reporting.ts';
export {
  AccountChanged,
  EpidemicEnded,
  GlassBroken,
  GlassClosed,
  HoldLifted,
  HoldPlaced,
  KeyChanged,
  TokensRevoked,
  holdKinds,
} from './agencies.ts';
export {
  AgenciesAudited,
  CheckpointsAudited,
  IsolationAudited,
  PeopleAudited,
  ReportingAudited,
  SuppliesAudited,
  auditEntry,
  auditKinds,
  auditedBy,
} from './audit.ts';
export type { AuditEntry, AuditKind, AuditRecord, ChainedEntry } from './audit.ts';
export {
  AgenciesErased,
  CheckpointsErased,
  IsolationErased,
  PeopleErased,
  ReportingErased,
  SuppliesErased,
  erasedBy,
  erasures,
} from './keeping.ts';
export type { PersonalDataErased } from './keeping.ts';
