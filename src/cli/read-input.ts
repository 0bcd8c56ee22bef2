import { exitCodes, Fault } from '#diagnostics'
import type { Verb, VerbParameter } from '#verbs'
import { toFlag } from './to-flag.ts'

/** Deals the words out to the verb's arguments, adds the options, and has the verb's schema check it all. Faults: `usage`. */
export function readInput(verb: Verb, words: readonly string[], options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const raw: Record<string, unknown> = {}
  for (const parameter of verb.parameters) {
    const value = parameter.kind === 'argument' ? undefined : optionOf(parameter, options)
    if (value !== undefined) raw[parameter.key] = value
  }
  Object.assign(raw, dealOut(verb, words))
  const parsed = verb.input.safeParse(raw)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => {
    const parameter = verb.parameters.find((candidate) => candidate.key === issue.path[0])
    if (parameter === undefined) return issue.message
    return raw[parameter.key] === undefined ? `${nameOf(parameter)} is missing` : `${nameOf(parameter)}: ${issue.message}`
  })
  throw usage(verb, [...new Set(problems)].join('; '))
}

/** Commander keeps `--no-held-out` as `heldOut: false`, and `heldOut: true` where it was not given. */
function optionOf({ kind, key }: VerbParameter, options: Readonly<Record<string, unknown>>): unknown {
  const negated = kind === 'flag' ? /^no([A-Z])(.*)$/.exec(key) : null
  return negated === null ? options[key] : options[`${negated[1]?.toLowerCase()}${negated[2]}`] === false || undefined
}

/** One list may stand anywhere among the arguments: those after it take from the end. */
function dealOut(verb: Verb, words: readonly string[]): Record<string, unknown> {
  const all = verb.parameters.filter((parameter) => parameter.kind === 'argument')
  const listAt = all.findIndex((parameter) => parameter.repeatable === true)
  if (listAt === -1 && words.length > all.length) throw usage(verb, `"${words[all.length]}" is one word too many`)
  const before = listAt === -1 ? all : all.slice(0, listAt)
  const after = listAt === -1 ? [] : all.slice(listAt + 1)
  const raw: Record<string, unknown> = {}
  const give = (parameter: VerbParameter, word: string | undefined) => {
    if (word !== undefined) raw[parameter.key] = word
  }
  for (const [position, parameter] of before.entries()) give(parameter, words[position])
  const rest = words.slice(before.length)
  const tail = rest.splice(Math.max(0, rest.length - after.length))
  for (const [position, parameter] of after.entries()) give(parameter, tail[position])
  const list = all[listAt]
  if (list !== undefined && rest.length > 0) raw[list.key] = rest
  return raw
}

function nameOf(parameter: VerbParameter): string {
  return parameter.kind === 'argument' ? (parameter.placeholder ?? parameter.key) : toFlag(parameter.key)
}

function usage(verb: Verb, message: string): Fault {
  return new Fault('usage', `${verb.name}: ${message}`, { exitCode: exitCodes.user, help: `doppel help ${verb.name}` })
}
