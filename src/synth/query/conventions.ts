import { isList, isObject, printMember, type Value } from '#lang'
import { type Call, isSuccess } from '../call.ts'
import { hasMeaning, type Meaning, type Parameter } from './parameters.ts'

/** So many lists of a service must know a parameter. */
const routesMin = 2

const shared: readonly Meaning[] = ['size', 'start', 'end', 'number', 'sort', 'order']
const known = new WeakMap<readonly (readonly Call[])[], Parameter[]>()

/** The parameters with which clients page and sort the lists of a service, seen on several: other lists most likely know them too. */
export function conventionsOf(sessions: readonly (readonly Call[])[]): Parameter[] {
  const before = known.get(sessions)
  if (before) return before
  const found = new Map<string, { values: Set<string>; routes: Set<string> }>()
  for (const call of sessions.flat()) {
    if (call.request.method !== 'GET' || !isSuccess(call) || !showsList(call.body.value)) continue
    for (const [name, value] of Object.entries(call.request.query)) {
      if (typeof value !== 'string' || !(shared.some((meaning) => hasMeaning(name, meaning)) || /^_?count$/i.test(name))) continue
      const entry = found.get(name) ?? { values: new Set<string>(), routes: new Set<string>() }
      found.set(name, entry)
      entry.values.add(value)
      entry.routes.add(call.route.pattern)
    }
  }
  const conventions = [...found].flatMap(([name, { values, routes }]): Parameter[] =>
    routes.size >= routesMin ? [{ name, text: `query${printMember(name)}`, values: [...values].sort(), wholes: [] }] : [],
  )
  conventions.sort((one, other) => (one.name < other.name ? -1 : 1))
  known.set(sessions, conventions)
  return conventions
}

function showsList(value: Value): boolean {
  if (isList(value)) return true
  return isObject(value) && Object.values(value).some((item) => isList(item) && item.every(isObject))
}
