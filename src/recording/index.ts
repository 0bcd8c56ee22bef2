export { type Manifest, recordingFormat, type SessionEnd, type SessionInfo, sessionEnds } from './manifest.ts'
export type { RecordedSession } from './session.ts'
