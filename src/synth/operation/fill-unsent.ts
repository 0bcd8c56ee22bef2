import { isObject, parseExpression, printExpression, type Template } from '#lang'
import type { Observation } from '../explain/explanation.ts'

/** What the client sent, and nothing else. */
const echo = /^(?:body|entry)(?:\.\w+)+$/
/** What a service writes for what it was not sent. */
const emptied = /^coalesce\(.*, (?:null|false|0|"")\)$/

/**
 * First values of a new entity with what stands there when the client leaves out what it sent every time that was seen. Of a service that
 * shows fields which it was not sent, as null or under a default, nobody expects that this one would be missing: it is null, or false
 * where it is said with yes and no.
 */
export function fillUnsent(template: Template, observations: readonly Observation[]): Template {
  if (template.kind !== 'object' || !template.entries.some((entry) => 'key' in entry && isEmptied(entry.value))) return template
  const entries = template.entries.map((entry) => {
    if (!('key' in entry) || entry.value.kind !== 'expression') return entry
    const text = printExpression(entry.value.expression)
    if (!echo.test(text)) return entry
    const values = observations.flatMap(({ target }) => (isObject(target) ? [target[entry.key]] : []))
    if (values.some((value) => value === undefined || value === null)) return entry
    const empty = values.every((value) => typeof value === 'boolean') ? 'false' : 'null'
    return { key: entry.key, value: { kind: 'expression' as const, expression: parseExpression(`coalesce(${text}, ${empty})`) } }
  })
  return { kind: 'object', entries }
}

function isEmptied(value: Template): boolean {
  if (value.kind === 'literal') return value.value === null
  return value.kind === 'expression' && emptied.test(printExpression(value.expression))
}
