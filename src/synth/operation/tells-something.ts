import type { Json } from '#base'
import { isList, isObject } from '#lang'
import type { Effect } from '#model'
import type { ExplainContext } from '../explain/explanation-context.ts'
import type { Scope } from '../explain/scope.ts'

const changesMin = 2

/**
 * When an entry that tells of changes has anything to tell: one of them, or something that the client sent with them. Undefined where the
 * effects make nothing of that kind, or made one that tells nothing.
 */
export function tellsSomething(effects: readonly Effect[], scopes: readonly Scope[], context: ExplainContext): string | undefined {
  const create = effects.find((effect) => 'create' in effect)
  if (!create || !('create' in create) || !isObject(create.value)) return undefined
  const parts = Object.values(create.value)
  const changes = parts.flatMap(changeTests)
  if (changes.length < changesMin) return undefined
  const text = [...changes, ...parts.flatMap(sentTests)].join(' || ')
  return scopes.every((scope) => context.scopes.evaluate(text, scope) === true) ? text : undefined
}

/** The tests of a list each of whose items is there for a reason. */
function changeTests(value: Json): string[] {
  if (!isList(value)) return []
  const tests = value.map((item) => (isObject(item) && typeof item.$if === 'string' && item.else === undefined ? item.$if : undefined))
  return tests.every((test) => test !== undefined) ? tests : []
}

/** What the client may send, where it is not what stands there otherwise. */
function sentTests(value: Json): string[] {
  const text = isObject(value) && typeof value.$ === 'string' ? value.$ : ''
  const [, literal] = /^coalesce\((?:body|query)[\w.]*, (null|""|false|0|\[\])\)$/.exec(text) ?? []
  return literal === undefined ? [] : [`${text} != ${literal}`]
}
