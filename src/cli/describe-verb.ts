import { Argument, type Command } from 'commander'
import type { Verb, VerbParameter } from '#verbs'
import { readInput } from './read-input.ts'
import { toFlag } from './to-flag.ts'

/** Runs a verb with input that its schema has accepted. */
export type Runner = (verb: Verb, input: Record<string, unknown>) => Promise<void>

/** Gives a command the verb's arguments, flags and help, and has it run the verb. */
export function describeVerb(command: Command, verb: Verb, runner: Runner): void {
  const positional = verb.parameters.filter((parameter) => parameter.kind === 'argument')
  const isOptional = (parameter: VerbParameter) => verb.input.shape[parameter.key]?.safeParse(undefined).success === true
  const usage = positional.map((parameter) => usageOf(parameter, isOptional(parameter)))
  command.description(`${verb.summary}.`).usage([...usage, '[flags]'].join(' '))
  // Commander can't have `FILE… NAME`: it gets all words in one list, and readInput deals them out.
  command.argument('[words...]')
  const shown = positional.map((parameter) => new Argument(`[${parameter.placeholder ?? parameter.key}]`, parameter.summary))
  command.configureHelp({ ...command.configureHelp(), visibleArguments: () => shown })
  for (const parameter of verb.parameters) addFlag(command, parameter, isOptional(parameter))
  command.addHelpText('after', `\n${verb.help.trim()}\n`)
  command.action((words: string[], options: Record<string, unknown>) => runner(verb, readInput(verb, words, options)))
}

function usageOf(parameter: VerbParameter, optional: boolean): string {
  const name = `${parameter.placeholder ?? parameter.key}${parameter.repeatable === true ? '…' : ''}`
  return optional ? `[${name}]` : name
}

function addFlag(command: Command, parameter: VerbParameter, optional: boolean): void {
  if (parameter.kind === 'argument') return
  const flag = toFlag(parameter.key)
  if (parameter.kind === 'flag') {
    command.option(parameter.short === undefined ? flag : `-${parameter.short}, ${flag}`, parameter.summary)
  } else if (parameter.repeatable === true) {
    command.option(`${flag} <${parameter.placeholder ?? 'VALUE'}>`, `${parameter.summary} (repeatable)`, append)
  } else {
    command.option(`${flag} <${parameter.placeholder ?? 'VALUE'}>`, optional ? parameter.summary : `${parameter.summary} (required)`)
  }
}

function append(value: string, list: readonly string[] | undefined): string[] {
  return [...(list ?? []), value]
}
