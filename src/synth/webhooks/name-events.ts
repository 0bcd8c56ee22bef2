import { isObject, type Value } from '#lang'
import type { Delivery, TellingKind } from './delivery.ts'

/** A place in deliveries that may say which event it is. */
interface Teller {
  readonly read: (delivery: Delivery) => string | undefined
  /** How much its name speaks for it; smaller is likelier. */
  readonly rank: number
}

const word = /^[A-Za-z][\w.:/ -]*$/
const wordMax = 64
const depthMax = 2
/** Names of fields and headers that say which event it is, the likeliest first. */
const names: readonly RegExp[] = [
  /(^|[-_])(event|topic)([-_]?(type|name|key))?$|^event(Type|Name)$/i,
  /(^|[-_])type$|Type$/i,
  /(^|[-_])(action|trigger|kind|name)$/i,
]
const actionName = /^(action|event_action)$/i

/** Names the events: by what all deliveries say of themselves in one place; where there is none, by where they go. */
export function nameEvents(deliveries: readonly Delivery[]): (delivery: Delivery) => TellingKind {
  const tellers = tellersOf(deliveries).filter(({ read }) => tells(deliveries.map(read)))
  const best = [...tellers].sort((one, other) => one.rank - other.rank)[0]
  const action = actionOf(deliveries)
  const nameOf = best?.read ?? fromTarget(deliveries)
  return (delivery) => {
    const name = nameOf(delivery) ?? 'event'
    const own = action === undefined ? undefined : action(delivery)
    return { name, key: own === undefined || own === name ? name : `${name} ${own}` }
  }
}

function tellersOf(deliveries: readonly Delivery[]): Teller[] {
  const [first] = deliveries
  if (first === undefined) return []
  const rankOf = (name: string) => names.findIndex((pattern) => pattern.test(name))
  const inHeaders = first.headers.flatMap(([name]): Teller[] => {
    const rank = rankOf(name)
    if (rank < 0 || rank > 1 || /^content-/i.test(name)) return []
    return [{ rank: rank + 0.5, read: (delivery) => headerOf(delivery, name) }]
  })
  const inBodies = placesOf(first.body).flatMap((path): Teller[] => {
    const rank = rankOf(path.at(-1) ?? '')
    return rank < 0 ? [] : [{ rank: rank + (path.length - 1) * 3, read: ({ body }) => textAt(body, path) }]
  })
  return [...inBodies, ...inHeaders]
}

/** The paths of scalars near the top. */
function placesOf(value: Value, path: readonly string[] = []): string[][] {
  if (!isObject(value)) return typeof value === 'string' ? [[...path]] : []
  return path.length >= depthMax ? [] : Object.entries(value).flatMap(([key, item]) => placesOf(item, [...path, key]))
}

function textAt(value: Value, path: readonly string[]): string | undefined {
  const found = path.reduce<Value>((part, key) => (isObject(part) && Object.hasOwn(part, key) ? part[key] : undefined), value)
  return typeof found === 'string' ? found : undefined
}

function headerOf({ headers }: Delivery, name: string): string | undefined {
  return headers.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
}

/** Few words that come again: who made a free text up would not write the same twice. */
function tells(values: readonly (string | undefined)[]): boolean {
  const distinct = new Set(values)
  if ([...distinct].some((value) => value === undefined || value.length > wordMax || !word.test(value) || /\d{4,}/.test(value)))
    return false
  return values.length < 4 || distinct.size <= Math.max(3, values.length / 2)
}

/** What tells events of one name apart. */
function actionOf(deliveries: readonly Delivery[]): ((delivery: Delivery) => string | undefined) | undefined {
  const key = deliveries.flatMap(({ body }) => (isObject(body) ? Object.keys(body) : [])).find((name) => actionName.test(name))
  if (key === undefined) return undefined
  const values = deliveries.map(({ body }) => textAt(body, [key]))
  return tells(values.filter((value) => value !== undefined)) ? ({ body }) => textAt(body, [key]) : undefined
}

/** `/hooks/orders` is told of `orders`. */
function fromTarget(deliveries: readonly Delivery[]): (delivery: Delivery) => string {
  const lastOf = ({ target }: Delivery) =>
    target
      .split('?')[0]
      ?.split('/')
      .findLast((part) => /^[A-Za-z][\w.-]*$/.test(part))
  const isTelling = tells(deliveries.map(lastOf)) && new Set(deliveries.map(lastOf)).size > 1
  return (delivery) => (isTelling ? (lastOf(delivery) ?? 'event') : 'event')
}
