export { type ExitCode, exitCodes } from './exit-code.ts'
export { Fault, type FaultOptions } from './fault.ts'
export type { Finding } from './finding.ts'
