export { type ClockChoice, clockForms, parseClockChoice, realClock } from './clock-choice.ts'
export { defaultLimits, type Fidelity, type ServerLimits, type ServerOptions, type SessionSettings } from './server-options.ts'
export { parseSessionMark, type SessionMark, sessionMarkForms } from './session-marks.ts'
export { type RunningServer, startServer } from './start-server.ts'
