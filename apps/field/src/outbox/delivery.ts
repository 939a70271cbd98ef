import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import {
  FieldDeclareArrivalDocument, FieldEditPersonDocument, FieldIdentifyPersonDocument, FieldRecordLiaisonVisitDocument, FieldRecordPassagesDocument, FieldRecordVisitDocument,
  FieldReportHouseholdDocument,
} from '../generated/operations.ts';
import type { FieldRecordPassagesMutation, RecordPassageInput } from '../generated/operations.ts';
import type { Answer } from '../graph/answer.rules.ts';
import { callGraph, callOpen } from '../graph/call.ts';
import { currentStep, inputOf } from './outbox.rules.ts';
import type { Entry, OperationName } from './outbox.rules.ts';
import type { EntryAnswer } from './sender.ts';

type SingleDocument = TypedDocumentNode<Record<string, Record<string, unknown>>, { input: unknown }>;

/** Mutations that take one `input` and answer with one object. Typed where they are generated; here they are alike. */
const singles: Partial<Record<OperationName, SingleDocument>> = {
  recordVisit: FieldRecordVisitDocument as unknown as SingleDocument,
  editPerson: FieldEditPersonDocument as unknown as SingleDocument,
  identifyPerson: FieldIdentifyPersonDocument as unknown as SingleDocument,
  declareArrival: FieldDeclareArrivalDocument as unknown as SingleDocument,
  recordLiaisonVisit: FieldRecordLiaisonVisitDocument as unknown as SingleDocument,
  reportHousehold: FieldReportHouseholdDocument as unknown as SingleDocument,
};

/** Sends entries to the gateway: passages as one batch, in order; everything else comes alone. */
export async function deliverEntries(entries: readonly Entry[]): Promise<EntryAnswer[]> {
  const [first] = entries;
  if (!first) return [];
  const operation = first.steps[currentStep(first)]?.operation;
  if (operation === 'recordPassage') return deliverPassages(entries);
  const document = operation ? singles[operation] : undefined;
  if (!operation || !document) throw new TypeError(`no document for the operation ${operation ?? 'of a finished entry'}`);
  const input = inputOf(first, currentStep(first));
  // A report by the code on a door is made without a login, whoever's phone it is.
  const answer = await ('code' in input && operation === 'reportHousehold' ? callOpen : callGraph)(document, { input });
  return [pick(answer, (data) => data[operation] ?? {})];
}

async function deliverPassages(entries: readonly Entry[]): Promise<EntryAnswer[]> {
  const inputs = entries.map((entry) => inputOf(entry, currentStep(entry)) as unknown as RecordPassageInput);
  const answer = await callGraph(FieldRecordPassagesDocument, { inputs });
  if (answer.kind !== 'yes') return entries.map(() => answer);
  const byKey = new Map(answer.data.recordPassages.map((result) => [result.key, result]));
  return inputs.map(({ key }) => passageAnswer(byKey.get(key)));
}

type PassageResult = FieldRecordPassagesMutation['recordPassages'][number];

function passageAnswer(result: PassageResult | undefined): EntryAnswer {
  if (result?.passage) return { kind: 'yes', data: result.passage };
  if (result?.code) return { kind: 'refused', code: result.code, message: result.message ?? result.code };
  return { kind: 'failed', detail: 'the answer leaves this passage out' };
}

function pick<A, B>(answer: Answer<A>, choose: (data: A) => B): Answer<B> {
  return answer.kind === 'yes' ? { kind: 'yes', data: choose(answer.data) } : answer;
}
