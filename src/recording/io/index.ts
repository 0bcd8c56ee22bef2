export { listSessions, type SessionSummary } from './list-sessions.ts'
export { type OpenedScrubber, openScrubber } from './open-scrubber.ts'
export {
  listSessionIds,
  type ReadSession,
  type ReadSessions,
  type ReadSessionsOptions,
  readManifest,
  readSession,
  readSessions,
} from './read-sessions.ts'
export {
  type ActiveSession,
  type EndedSession,
  type ExchangePlace,
  type RecordingProblem,
  RecordingStore,
  type RecordingStoreOptions,
} from './recording-store.ts'
export { rewriteSession } from './rewrite-session.ts'
export { readScrubKey, scrubKeyFile } from './scrub-key.ts'
export { mintSessionId, sessionFile, sessionIdAt } from './session-folder.ts'
export { SessionWriter, type SessionWriterOptions } from './session-writer.ts'
export { diskFiles, type StoreFiles } from './store-files.ts'
