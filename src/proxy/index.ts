export { type AskedService, createAskedService } from './create-asked-service.ts'
export { createRecorder, type Recorder, type RecorderOptions } from './create-recorder.ts'
export { type LockstepSession, LockstepStore } from './lockstep-store.ts'
export type { WebhookOptions } from './webhook-listener.ts'
