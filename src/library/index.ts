export { type RunningTwin, type StartTwinOptions, startTwin } from './start-twin.ts'
export { RunningUniverse, type StartUniverseOptions, startUniverse, UniverseSession } from './start-universe.ts'
export { type Hooks, openTestSession, type TestTwinOptions, twinFixture, useTwin } from './test-sessions.ts'
export type { AskedFilter, AskedRequest, ClockState, Delivery, SessionHandle, SessionStart, Verified } from './twin-session.ts'
