export type { AgendaItem, AgendaRun } from './agenda/session-agenda.ts'
export { compileQuery, type Page, type RunQuery } from './compile-query.ts'
export { type CompileOptions, compileTwin } from './compile-twin.ts'
export { createContext } from './create-context.ts'
export { compileDerived } from './derive/compile-derived.ts'
export { type DerivedFields, DerivedWorld, type EntitySource, type EntityWorld } from './derive/derived-world.ts'
export { isReading } from './is-reading.ts'
export { LinkError, ModelError } from './model-error.ts'
export { createOriginMasker } from './origin.ts'
export { type PatternSegment, printPathPattern } from './path-pattern.ts'
export { kindsOf, placesOf } from './places-of.ts'
export { printedValue } from './printed-value.ts'
export { readInfix } from './query/read-infix.ts'
export { readMatchers } from './query/read-matchers.ts'
export { compileOperations, type ReadOperation, splitBatch } from './read-operation.ts'
export type { RecallSource } from './recall/recall-source.ts'
export { renderRecall } from './recall/render-recall.ts'
export type { Situation } from './recall/situation.ts'
export { type RequestView, viewRequest } from './request-view.ts'
export { createStrictTwin, type StrictTwinOptions } from './strict/create-strict-twin.ts'
export {
  type Answer,
  type AnswerTrace,
  type EventReceiver,
  type Provenance,
  provenances,
  type SessionOptions,
  type Twin,
  type TwinEvent,
  type TwinSession,
} from './twin.ts'
export { eventNames, hears, type Link } from './webhooks/compile-links.ts'
export { composeDelivery, type OutgoingDelivery } from './webhooks/compose-delivery.ts'
export { matchesEvent } from './webhooks/matches-event.ts'
export { type SigningScheme, signingScheme } from './webhooks/signing-schemes.ts'
export { type ExplainedTest, explainTest } from './why/explain-test.ts'
export type { NearestCase } from './why/nearest-case.ts'
export { printWhy } from './why/print-why.ts'
export type { Why } from './why/why-trace.ts'
