import type { JsonObject } from '#base'
import { isList, isObject, printMember } from '#lang'
import type { Call } from '../call.ts'
import { isScalar } from '../collection/collection-draft.ts'
import { lookup, type OperationDraft, type Subject } from './operation-draft.ts'

/**
 * Where a parameter asks for an older state of the entity that the path names, by the value that one of its fields had then
 * (`?rev=1-ab12`, `?version=3`): an expression of the state that is shown. Undefined where no parameter does that.
 */
export function findOlder(draft: OperationDraft, subject: Subject): string | undefined {
  const { calls } = draft.variant
  const names = new Set(calls.flatMap(({ request }) => Object.keys(request.query)))
  for (const name of names) {
    const asking = calls.filter(({ request }) => Object.hasOwn(request.query, name))
    const field = fieldsShown(asking, name).find((candidate) => isAsked(draft, subject, asking, name, candidate))
    if (field === undefined) continue
    const text = `query${printMember(name)}`
    return `has(${text}) ? last(versions(${lookup(subject)}).filter(e, string(e${printMember(field)}) == ${text})) : find(${lookup(subject)})`
  }
  return undefined
}

/** The fields that have the value of a parameter in all of the answers. */
function fieldsShown(calls: readonly Call[], name: string): string[] {
  const fields = calls.map(({ body, request }) => {
    const shown: JsonObject = isObject(body.value) ? body.value : {}
    return Object.keys(shown).filter((field) => isScalar(shown[field]) && String(shown[field]) === String(request.query[name]))
  })
  return (fields[0] ?? []).filter((field) => fields.every((own) => own.includes(field)))
}

/** Whether the entity had that value at some time in all cases, and has another by now in some. */
function isAsked(draft: OperationDraft, subject: Subject, calls: readonly Call[], name: string, field: string): boolean {
  const { scopes } = draft.context
  let older = 0
  for (const call of calls) {
    const scope = draft.scope(call)
    const states = scopes.evaluate(`versions(${lookup(subject)})`, scope)
    const wanted = String(call.request.query[name])
    if (!isList(states) || !states.some((state) => isObject(state) && String(state[field]) === wanted)) return false
    const now = scopes.evaluate(`find(${lookup(subject)})${printMember(field)}`, scope)
    if (now !== undefined && String(now) !== wanted) older++
  }
  return older > 0
}
