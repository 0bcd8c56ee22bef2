export { type ClockChoice, parseClockChoice, realClock } from './clock-choice.ts'
export { defaultLimits, type Fidelity, type ServerLimits, type ServerOptions } from './server-options.ts'
export { type RunningServer, startServer } from './start-server.ts'
