import type { JsonObject } from '#base'
import { equal, isObject, printMember } from '#lang'
import type { Change } from './operation-draft.ts'

const shareMin = 0.9

/**
 * The map in the request (`body`, `body.issue`) that a write lays over the entity: each of its keys stands there after, those that it does
 * not have stay. Undefined where a write does something else with what it is sent.
 */
export function findMerged(changes: readonly Change[], keyField: string | undefined): string | undefined {
  const sources = ['body', ...new Set(changes.flatMap(({ call }) => innerMaps(call.request.body)))]
  return sources.find((source) => {
    const read = changes.map((change) => ({ change, sent: mapAt(change, source) }))
    if (read.some(({ sent }) => sent === undefined || (keyField !== undefined && Object.hasOwn(sent, keyField)))) return false
    const fits = read.filter(({ change, sent }) => sent && isLaidOver(change, sent)).length
    const seen = read.some(
      ({ change, sent }) => sent && Object.keys(sent).some((field) => isKnown(change, field) && Object.hasOwn(change.after, field)),
    )
    return seen && fits >= changes.length * shareMin
  })
}

function innerMaps(body: unknown): string[] {
  return isObject(body as JsonObject)
    ? Object.entries(body as JsonObject).flatMap(([key, value]) => (isObject(value) ? [`body${printMember(key)}`] : []))
    : []
}

function mapAt({ call }: Change, source: string): JsonObject | undefined {
  const { body } = call.request
  if (!isObject(body)) return undefined
  if (source === 'body') return body
  const inner = Object.entries(body).find(([key]) => `body${printMember(key)}` === source)?.[1]
  return isObject(inner) ? inner : undefined
}

function isLaidOver(change: Change, sent: JsonObject): boolean {
  const { before, after } = change
  const taken = Object.entries(sent).every(([field, value]) => !isKnown(change, field) || equal(after[field], value))
  const kept = Object.keys(before).every(
    (field) => Object.hasOwn(sent, field) || change.unknown.has(field) || Object.hasOwn(after, field) || change.partial,
  )
  return taken && kept
}

/** Whether it is sure what the field is after the write. */
function isKnown({ after, unknown, partial }: Change, field: string): boolean {
  return !unknown.has(field) && (!partial || Object.hasOwn(after, field))
}
