import {
  equal,
  isObject,
  parseExpression,
  printExpression,
  printLiteral,
  printMember,
  type Template,
  type TemplateEntry,
  type Value,
} from '#lang'
import { expressionText } from '../explain/compose-explanation.ts'
import type { Observation } from '../explain/explanation.ts'
import type { Scopes } from '../explain/scope.ts'

/** What the client sent, and nothing else. */
const echo = /^(?:body|entry)(?:\.\w+)+$/
/** What a service writes for what it was not sent. */
const emptied = /^coalesce\(.*, (?:null|false|0|"")\)$/

/**
 * First values of a new entity with what they are where the client leaves out what it sent every time that was seen, or sends what it never
 * sent. Of a service that shows fields which it was not sent, as null or under a default, nobody expects that a field would be missing: it is
 * null, or false where it is said with yes and no. And where fields are what was sent under their names, one that was the same all the time,
 * and never sent, is most likely a default.
 */
export function fillUnsent(template: Template, observations: readonly Observation[], scopes: Scopes): Template {
  if (template.kind !== 'object') return template
  const isFilled = template.entries.some((entry) => 'key' in entry && isEmptied(entry.value))
  const holder = holderOf(template.entries)
  return {
    kind: 'object',
    entries: template.entries.map((entry) => {
      if (!('key' in entry)) return entry
      const text =
        (isFilled ? unlessSent(entry, observations) : undefined) ?? (holder ? whenSent(entry, holder, observations, scopes) : undefined)
      return text === undefined ? entry : { key: entry.key, value: { kind: 'expression', expression: parseExpression(text) } }
    }),
  }
}

type Entry = Extract<TemplateEntry, { readonly key: string }>

/** An echo with what stands there where nothing was sent. */
function unlessSent({ key, value }: Entry, observations: readonly Observation[]): string | undefined {
  const text = expressionText(value)
  if (text === undefined || !echo.test(text)) return undefined
  const values = valuesOf(key, observations)
  if (values.some((each) => each === undefined || each === null)) return undefined
  const empty = values.every((each) => typeof each === 'boolean') ? 'false' : 'null'
  return `coalesce(${text}, ${empty})`
}

/** A constant that gives way to what is sent under its name, where nothing was so far. */
function whenSent({ key, value }: Entry, holder: string, observations: readonly Observation[], scopes: Scopes): string | undefined {
  const constant = value.kind === 'literal' ? printLiteral(value.value) : expressionText(value) === '[]' ? '[]' : undefined
  if (constant === undefined || !valuesOf(key, observations).every((each, _, all) => equal(each, all[0]))) return undefined
  const sent = holder + printMember(key)
  return observations.some(({ scope }) => scopes.evaluate(sent, scope) !== undefined) ? undefined : `coalesce(${sent}, ${constant})`
}

function valuesOf(key: string, observations: readonly Observation[]): Value[] {
  return observations.flatMap(({ target }) => (isObject(target) ? [target[key]] : []))
}

/** What most fields are taken from under their own names: `body.issue` of `body.issue.subject`. One that is tells so of an envelope alone. */
function holderOf(entries: readonly TemplateEntry[]): string | undefined {
  const holders = new Map<string, number>()
  for (const entry of entries) {
    if (!('key' in entry)) {
      const whole = printExpression(entry.spread)
      if (envelope.test(whole)) return whole
      continue
    }
    const text = expressionText(entry.value)
    const source = /^(?:coalesce\()?((?:body|entry)(?:\.\w+)+)(?:, .*\))?$/.exec(text ?? '')?.[1]
    const end = printMember(entry.key)
    if (source?.endsWith(end)) holders.set(source.slice(0, -end.length), (holders.get(source.slice(0, -end.length)) ?? 0) + 1)
  }
  const [best] = [...holders].sort(([, a], [, b]) => b - a)
  return best && (best[1] >= echoesMin || best[0].includes('.')) ? best[0] : undefined
}

const echoesMin = 2
/** All of it is taken. */
const envelope = /^(?:body|entry)(?:\.\w+)+$/

function isEmptied(value: Template): boolean {
  if (value.kind === 'literal') return value.value === null
  return value.kind === 'expression' && emptied.test(printExpression(value.expression))
}
