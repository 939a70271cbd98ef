/** What a decision over a person may rest on. The document itself stays where it is kept; here stands how to find it. */
export const evidenceKinds = {
  ARRIVAL_DECLARATION: { zh: '落地登记（承诺书）', en: 'arrival declaration (signed letter)' },
  PCR_RESULT: { zh: '核酸检测报告', en: 'PCR test report' },
  MEDICAL_DIAGNOSIS: { zh: '诊断证明', en: 'medical diagnosis' },
  CONTACT_TRACING: { zh: '流调报告', en: 'contact-tracing report' },
  ON_SITE_CHECK: { zh: '现场核查记录', en: 'record of an on-site check' },
  ISOLATION_ORDER: { zh: '隔离令', en: 'isolation order' },
  OFFICIAL_LETTER: { zh: '协查函', en: 'official letter of another agency' },
} as const satisfies Record<string, { zh: string; en: string }>;

export type EvidenceKind = keyof typeof evidenceKinds;

/** Where the evidence is found: kind, number and day of the document. */
export interface Evidence {
  kind: EvidenceKind;
  /** Number of the report, letter or record. */
  reference: string;
  /** Day of the document, YYYY-MM-DD in Asia/Shanghai. */
  day: string;
  /** What it says, in one line, naming nobody else. */
  note: string | null;
}
