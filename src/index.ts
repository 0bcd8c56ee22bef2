// The library's face: what a test or a tool may want of Doppel without its command line.
export { checkTwin, printReport, type Report, type ReportFormat, renderReport } from '#conform'
export { Fault, type Finding } from '#diagnostics'
export { type Answer, compileTwin, createStrictTwin, type Provenance, type SessionOptions, type Twin, type TwinSession } from '#engine'
export type { Exchange, ExchangeFailure, HeaderList, HttpRequest, HttpResponse } from '#http'
export {
  type AskedFilter,
  type AskedRequest,
  type ClockState,
  type Delivery,
  type RunningTwin,
  type RunningUniverse,
  type SessionHandle,
  type SessionStart,
  type StartTwinOptions,
  type StartUniverseOptions,
  startTwin,
  startUniverse,
  type UniverseSession,
  type Verified,
} from '#library'
export type { Model, Recalls } from '#model'
export { readModel, readRecalls } from '#model/io'
export type { RecordedSession } from '#recording'
export { readSessions } from '#recording/io'
export { type ClockChoice, defaultLimits, parseClockChoice, type RunningServer, type ServerOptions, startServer } from '#server'
export { type Clock, createFixedClock, createSourceClock, createSteppingClock } from '#state'
export { type Learned, type LearnOptions, learn } from '#synth'
