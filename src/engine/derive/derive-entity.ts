import type { Json, JsonObject } from '#base'
import { bind, type Environment, type Evaluate, isObject, type Value } from '#lang'

/** A field that is worked out whenever its entity is read. */
export interface DerivedField {
  readonly path: readonly string[]
  readonly value: Evaluate
  /** The field may be absent: known only once it is worked out. */
  readonly isOptional: boolean
}

/**
 * An entity as it is read: with its derived fields, each worked out when it is first looked at, so that entities may be derived from each
 * other. One that depends on itself is absent.
 */
export function deriveEntity(entity: JsonObject, fields: readonly DerivedField[], environment: Environment): JsonObject {
  const shown: Record<string, Json> = { ...entity }
  const own = bind({ ...environment, locals: {} }, 'self', shown)
  for (const field of fields) {
    const holder = holderOf(shown, field.path)
    const key = field.path[field.path.length - 1] as string
    plant(holder, key, () => field.value(own))
  }
  return shown
}

/** Takes out the derived fields that turn out to be absent. */
export function dropAbsent(shown: JsonObject, fields: readonly DerivedField[]): void {
  for (const { isOptional, path } of fields) {
    if (!isOptional) continue
    const holder = holderOf(shown as Record<string, Json>, path)
    const key = path[path.length - 1] as string
    if (holder[key] === undefined) delete holder[key]
  }
}

/** The map that holds the last key of a path; maps on the way are copied or made. */
function holderOf(root: Record<string, Json>, path: readonly string[]): Record<string, Json> {
  let holder = root
  for (const key of path.slice(0, -1)) {
    const inner = Object.hasOwn(holder, key) ? holder[key] : undefined
    const next: Record<string, Json> = isObject(inner) ? (copied.has(inner) ? inner : { ...inner }) : {}
    copied.add(next)
    Object.defineProperty(holder, key, { value: next, enumerable: true, configurable: true, writable: true })
    holder = next
  }
  return holder
}

/** Maps within entities that were made here. */
const copied = new WeakSet<object>()

function plant(holder: Record<string, Json>, key: string, evaluate: () => Value): void {
  let isRunning = false
  Object.defineProperty(holder, key, {
    enumerable: true,
    configurable: true,
    get: () => {
      if (isRunning) return undefined
      isRunning = true
      const value = evaluate()
      isRunning = false
      Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true })
      return value
    },
  })
}

/** A value with nothing left to be worked out: what is kept must not change with what it was made of. */
export function settle(value: Json): Json {
  if (Array.isArray(value)) return value.map(settle)
  if (!isObject(value)) return value
  const settled: Record<string, Json> = {}
  for (const [key, item] of Object.entries(value))
    Object.defineProperty(settled, key, { value: settle(item), enumerable: true, configurable: true, writable: true })
  return settled
}
