// For test frameworks: a session of a twin for each test.
export { type Hooks, openTestSession, type SessionHandle, type SessionStart, type TestTwinOptions, twinFixture, useTwin } from '#library'
