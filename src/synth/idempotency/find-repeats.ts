import { isList, isObject, type Value } from '#lang'
import { type Call, isRead, isSuccess, type Route, valueKey } from '../call.ts'
import { skippedHeaders } from '../guard/variables.ts'
import { skeletonOf } from '../pass/variants.ts'

/** A header whose value names a request: one that brings it again is answered as the first was, and does nothing. */
export interface Idempotency {
  readonly header: string
  /** Answers to requests that came again. */
  readonly repeated: readonly Call[]
  /** Refusals of others that brought the same value, those of one form together; none where what else they hold makes no difference. */
  readonly refused: readonly (readonly Call[])[]
  /** Whether a request with the same value is answered as the first one whatever else it holds. */
  readonly ignoresBody: boolean
}

/** Headers that say how something is sent rather than what is asked. */
const ofTransport = new Set(['accept', 'content-type', 'content-encoding', 'cache-control', 'pragma', 'origin', 'referer'])
const named = /idempot/i
const repeatedMin = 3
const namedMin = 1
const exceptionsMax = 0.1

/**
 * Finds the headers by which requests of a route are told apart, and takes the calls that only repeat one (or are refused for it) out of their
 * routes: what they show is what was once.
 */
export function findRepeats(routes: readonly Route[]): void {
  const writes = routes.filter((route) => route.calls[0] && !isRead(route.calls[0]) && !route.calls[0].field && !route.isPart)
  for (const route of writes) {
    const names = new Set(route.calls.flatMap(({ request }) => Object.keys(request.header)))
    for (const header of names) {
      const found = skippedHeaders.has(header) || ofTransport.has(header) ? undefined : findByHeader(route, header)
      if (!found) continue
      route.idempotency = found
      const taken = new Set([...found.repeated, ...found.refused.flat()])
      for (const call of found.repeated) call.isRepeated = true
      route.calls.splice(0, route.calls.length, ...route.calls.filter((call) => !taken.has(call)))
      break
    }
  }
}

function findByHeader(route: Route, header: string): Idempotency | undefined {
  const firsts = new Map<string, Call>()
  const repeated: Call[] = []
  const others: Call[] = []
  const free = new Set<string>()
  let exceptions = 0
  let ignored = 0
  for (const call of [...route.calls].sort((a, b) => a.session - b.session || a.index - b.index)) {
    const value = call.request.header[header]
    const id = `${call.session} ${call.request.target} ${String(value)}`
    const first = value === undefined ? undefined : firsts.get(id)
    if (!first) {
      if (!isSuccess(call)) free.add(formOf(call))
      else if (value !== undefined) firsts.set(id, call)
      continue
    }
    const isSame = valueKey(call.request.body) === valueKey(first.request.body)
    if (isSuccess(call) && holdsNews(first) && valueKey(call.body.value) === valueKey(first.body.value)) {
      repeated.push(call)
      if (!isSame) ignored++
    } else if (isSuccess(call)) exceptions++
    else others.push(call)
  }
  if (repeated.length < (named.test(header) ? namedMin : repeatedMin) || exceptions > repeated.length * exceptionsMax) return undefined
  // What is refused without the header, too, is refused for something else.
  const refused = [
    ...Map.groupBy(
      others.filter((call) => !free.has(formOf(call))),
      formOf,
    ).values(),
  ]
  return { header, repeated, refused, ignoresBody: ignored > 0 }
}

function formOf(call: Call): string {
  return `${call.status} ${skeletonOf(call)}`
}

/** Whether an answer holds something that the request did not: two that are the same by chance say nothing then. */
function holdsNews({ request, path, body }: Call): boolean {
  const sent = new Set([...scalarsOf(request.body), ...Object.values(path)])
  return [...scalarsOf(body.value)].some((text) => text.length >= newsLengthMin && !sent.has(text))
}

const newsLengthMin = 8

function scalarsOf(value: Value, into = new Set<string>()): Set<string> {
  if (isList(value)) for (const item of value) scalarsOf(item, into)
  else if (isObject(value)) for (const item of Object.values(value)) scalarsOf(item, into)
  else if (value !== undefined && value !== null) into.add(String(value))
  return into
}
