export type { RecordedSession } from './session.ts'
