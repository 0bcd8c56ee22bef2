import { z } from 'zod'
import { type ExitCode, exitCodes, Fault } from '#diagnostics'
import { type ControlTarget, controlInput, controlParameters, controlTwin, nameParameter } from './control-twin.ts'
import { defineVerb, type Verb, type VerbContext, type VerbParameter, type VerbResult } from './verb.ts'

/** One thing that a control verb does: a request to the control plane, and what is shown of its answer. */
export interface ControlAction<S extends z.ZodType = z.ZodType> {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Below `/__doppel`. */
  readonly path: string
  /** The field that VALUE goes into; without one the action takes no value. */
  readonly value?: { readonly field: string; readonly example: string; readonly isOptional?: true }
  /** Options of the verb that this action takes, by their keys. */
  readonly options?: readonly string[]
  readonly answer: S
  print(answer: z.output<S>): string
  /** 0 unless said. */
  exitCode?(answer: z.output<S>): ExitCode
}

/** One that does more than ask and show. */
export interface PerformedAction extends Pick<ControlAction, 'value' | 'options'> {
  perform(given: ControlGiven, context: VerbContext): Promise<VerbResult>
}

/** What was said beside the action. */
export interface ControlGiven extends ControlTarget {
  readonly value?: string | undefined
  /** Options of the verb by their keys. */
  readonly said: Readonly<Record<string, string>>
}

/** Keeps the type of `answer` in `print`. */
export function defineControlAction<S extends z.ZodType>(action: ControlAction<S>): ControlAction {
  return action as unknown as ControlAction
}

interface ControlVerb {
  readonly name: string
  readonly summary: string
  readonly help: string
  /** The first is done where none is named. */
  readonly actions: Readonly<Record<string, ControlAction | PerformedAction>>
  /** What VALUE is, for people. */
  readonly valueSummary: string
  /** Options beside --session and --url; their values go to the control plane as they are, under their keys. */
  readonly options?: readonly (VerbParameter & { readonly kind: 'option' })[]
}

/** A verb that controls a running twin: `doppel VERB NAME ACTION VALUE`. Faults: `control-action`, those of `controlTwin`. */
export function defineControlVerb({ name, summary, help, actions, valueSummary, options = [] }: ControlVerb): Verb {
  const names = Object.keys(actions) as [string, ...string[]]
  const input = z.object({
    ...controlInput,
    action: z.enum(names).default(names[0]),
    value: z.string().min(1).optional(),
    ...Object.fromEntries(options.map(({ key }) => [key, z.string().optional()])),
  })
  return defineVerb({
    name,
    summary,
    help,
    parameters: [
      nameParameter,
      { key: 'action', kind: 'argument', placeholder: 'ACTION', summary: `${names.join(', ')}; ${names[0]} unless said`, completes: names },
      { key: 'value', kind: 'argument', placeholder: 'VALUE', summary: valueSummary },
      ...options,
      ...controlParameters,
    ],
    input,
    async run(given, context) {
      const called = `doppel ${name} ${given.name} ${given.action}`
      const action = actions[given.action] as ControlAction | PerformedAction
      const said = Object.entries(given).filter((entry): entry is [string, string] => isOption(entry, options))
      for (const [key] of said) if (!action.options?.includes(key)) throw wrong(`${called} takes no --${key}`, takes(action))
      const value = valueField(action, called, given)
      if (!('method' in action)) return action.perform({ ...given, said: Object.fromEntries(said) }, context)
      const fields = { ...Object.fromEntries(said), ...value }
      const { method, path } = action
      const answer = await controlTwin(given, { method, path, fields }, action.answer, context)
      return { exitCode: action.exitCode?.(answer) ?? exitCodes.ok, text: action.print(answer), json: answer }
    },
  }) as unknown as Verb
}

function isOption([key, value]: [string, unknown], options: readonly VerbParameter[]): boolean {
  return value !== undefined && options.some((option) => option.key === key)
}

function valueField(
  { value: taken }: Pick<ControlAction, 'value'>,
  called: string,
  { value, session }: { readonly value?: string | undefined; readonly session?: string | undefined },
): Record<string, string> {
  if (taken === undefined) {
    if (value !== undefined) throw wrong(`${called} takes no value`, `leave "${value}" out`)
    return {}
  }
  if (value === undefined) {
    if (taken.isOptional || (taken.field === 'session' && session !== undefined)) return {}
    throw wrong(`${called} needs a value`, `such as: ${called} ${taken.example}`)
  }
  if (taken.field === 'session' && session !== undefined && session !== value) {
    throw wrong(`two sessions are named, ${value} and ${session}`, `say one of them: ${called} ${value}`)
  }
  return { [taken.field]: value }
}

function takes({ options = [] }: Pick<ControlAction, 'options'>): string {
  return options.length === 0 ? 'leave it out' : `it takes ${options.map((key) => `--${key}`).join(', ')}`
}

function wrong(message: string, help: string): Fault {
  return new Fault('control-action', message, { exitCode: exitCodes.user, help })
}
