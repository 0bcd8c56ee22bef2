import { type Verb, type VerbContext, type VerbResult, verbRegistry } from '#verbs'

export interface Told {
  readonly notes: string[]
  readonly printed: string[]
}

/** Runs a verb as the command line would, in this process. */
export async function runVerb(
  cwd: string,
  name: string,
  raw: object,
  told: Partial<Told> = {},
  signal = new AbortController().signal,
  env: VerbContext['env'] = {},
): Promise<VerbResult> {
  const verb = (await verbRegistry.find((entry) => entry.name === name)?.load()) as Verb
  const context: VerbContext = {
    cwd,
    env,
    signal,
    note: (line) => told.notes?.push(line),
    print: (line) => told.printed?.push(line),
    progress: () => {},
  }
  return verb.run(verb.input.parse(raw), context)
}
