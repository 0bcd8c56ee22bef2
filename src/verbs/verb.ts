import type { z } from 'zod'
import type { ExitCode } from '#diagnostics'

/** What a verb may use of the process that runs it. */
export interface VerbContext {
  /** The workspace: the folder that holds `twins/`. Absolute. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** A line for people while the work goes on (stderr); silent under `--json`. */
  note(line: string): void
  /** Long work: `done` of `total` (undefined when unknown). Drawn on a terminal only. */
  progress(label: string, done: number, total?: number): void
  /** Text for stdout before the end, e.g. `server started …`; under `--json` it is not printed. */
  print(line: string): void
  /** Asks a person, yes or no; undefined when there is nobody to ask: no terminal, or `--json`. */
  readonly confirm?: ((question: string) => Promise<boolean>) | undefined
  /**
   * Aborted by SIGINT or SIGTERM, once it was asked for: a verb that has something to end takes it first of all. The process of one that never
   * does is ended by the signal, as any program's.
   */
  readonly signal: AbortSignal
}

export interface VerbResult {
  readonly exitCode: ExitCode
  /** For people, printed to stdout at the end. */
  readonly text: string
  /** The same for programs, printed by `--json`. */
  readonly json: unknown
}

export interface VerbParameter {
  /** Key in the input, camelCase; the flag is its kebab-case spelling. */
  readonly key: string
  /** `argument` is positional, in the order of the list. */
  readonly kind: 'argument' | 'option' | 'flag'
  /** E.g. `NAME`, `URL`, `SECONDS`; not for flags. */
  readonly placeholder?: string
  readonly summary: string
  /** Another spelling of a flag, one letter: `f` for `-f`. */
  readonly short?: string
  /** May come more than once; the input holds a list. */
  readonly repeatable?: boolean
  /** Completed with the names of the workspace's twins. */
  readonly completes?: 'twin' | 'file' | readonly string[]
}

/** Something that a user can do: the command line, the control plane and agents all come from this one entry. */
export interface Verb<S extends z.ZodObject = z.ZodObject> {
  /** E.g. `record`, `import har`. */
  readonly name: string
  readonly summary: string
  /** Paragraphs and examples that teach, shown by `--help`. */
  readonly help: string
  readonly parameters: readonly VerbParameter[]
  /** Checks and converts the raw input (strings from the command line: use z.coerce); its messages are shown to the user. */
  readonly input: S
  run(input: z.output<S>, context: VerbContext): Promise<VerbResult>
}

/** Keeps the type of `input` in `run`. */
export function defineVerb<S extends z.ZodObject>(verb: Verb<S>): Verb<S> {
  return verb
}
