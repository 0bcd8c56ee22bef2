/** Where text goes. */
export interface Output {
  write(text: string): void
  /** A person watches: progress may be drawn. */
  readonly isTerminal: boolean
  /** Colours are wanted. */
  readonly colored: boolean
  /** Width of the terminal, undefined when there is none. */
  readonly columns?: number | undefined
}

/** The process around a run of the command line; tests give one of their own. */
export interface Host {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdout: Output
  readonly stderr: Output
  /** Asks the person at the terminal, yes or no; undefined when there is none. */
  readonly confirm?: ((question: string) => Promise<boolean>) | undefined
  /** Aborted when the user wants the work to end. */
  readonly signal: AbortSignal
}
