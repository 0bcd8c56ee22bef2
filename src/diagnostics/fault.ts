import type { ExitCode } from './exit-code.ts'

export interface FaultOptions {
  /** What the process ends with when nobody handles the fault. */
  readonly exitCode: ExitCode
  /** What to do next: a sentence, or a command to run. */
  readonly help?: string
  readonly cause?: unknown
}

/** The world or the user's input failed in a way that ends the work at hand: shown as message and help, never as a stack. */
export class Fault extends Error {
  readonly code: string
  readonly exitCode: ExitCode
  readonly help: string | undefined

  /** `code` is stable and kebab-case, e.g. `port-in-use`. */
  constructor(code: string, message: string, options: FaultOptions) {
    super(message, { cause: options.cause })
    this.name = 'Fault'
    this.code = code
    this.exitCode = options.exitCode
    this.help = options.help
  }
}
