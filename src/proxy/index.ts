export { createRecorder, type Recorder, type RecorderOptions } from './create-recorder.ts'
