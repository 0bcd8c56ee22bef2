import { entityKey, isObject, printMember } from '#lang'
import type { Effect, Model, Variant } from '#model'
import { type Call, isRead, isSuccess, type Route } from '../call.ts'
import { credential } from '../explain/terms.ts'
import type { Timeline } from './timeline.ts'
import type { Life } from './track.ts'

/** A call to a route ends what it brings: the token of whoever signs out, a token that is good for one refresh. */
export interface Spending {
  readonly route: Route
  /** Expression of what is spent. */
  readonly text: string
  readonly field: string
  /** It ends as a credential, on all routes. */
  readonly isCredential: boolean
  read(call: Call): string | undefined
}

/** Name under which what was spent is kept, by the route that spent it. */
export const spentName = 'spent'
/** Shorter texts are no keys that a service hands out. */
const lengthMin = 16
const refusedMin = 2
const credentialRefusals: ReadonlySet<number> = new Set([401, 403, 407])

/** The test whether something was spent. */
export function spentTest({ route, text }: Spending): string {
  return `exists("${spentName}", ${JSON.stringify(nameOf(route))}, ${text})`
}

/** The key under which something is kept that was spent. */
export function spentKey({ route }: Spending, value: string): string {
  return entityKey([nameOf(route), value]) ?? ''
}

/** Finds the routes after which what was brought to them is refused, and tells the timeline what was spent when. */
export function inferSpent(routes: readonly Route[], timeline: Timeline): readonly Spending[] {
  if (timeline.collections.some(({ name }) => name === spentName)) return []
  const found = routes.flatMap((route) => (spends(route) ? placesIn(route).flatMap((place) => explain(place, timeline)) : []))
  const spendings: Spending[] = []
  const known = new Set<Call>()
  // A call that only came before the one that ended it explains nothing more.
  for (const { spending, refused } of found.sort(
    (a, b) => b.refused.length - a.refused.length || (spentTest(a.spending) < spentTest(b.spending) ? -1 : 1),
  )) {
    const own = refused.filter((call) => !known.has(call))
    if (own.length < refusedMin) continue
    spendings.push(spending)
    for (const call of own) known.add(call)
  }
  timeline.keep(
    spentName,
    timeline.sessions.map((calls) => spendings.flatMap((spending) => livesOf(spending, calls))),
  )
  return spendings
}

function spends({ calls: [first], isPart }: Route): boolean {
  return first !== undefined && !isRead(first) && !first.field && !isPart
}

function placesIn(route: Route): Spending[] {
  const fields = new Set(route.calls.flatMap(({ request: { body } }) => (isObject(body) ? Object.keys(body) : [])))
  const sent = [...fields].map((field): Spending => {
    const read = ({ request: { body } }: Call) => longText(isObject(body) ? body[field] : undefined)
    return { route, text: `body${printMember(field)}`, field, isCredential: false, read }
  })
  const read = ({ request: { header } }: Call) =>
    longText(
      String(header.authorization ?? '')
        .split(' ')
        .at(-1),
    )
  return [...sent, { route, text: credential, field: 'token', isCredential: true, read }]
}

function longText(value: unknown): string | undefined {
  return typeof value === 'string' && value.length >= lengthMin ? value : undefined
}

/** What came to be refused for having been spent; none where something was taken again, or was not handed out by the service. */
function explain(spending: Spending, timeline: Timeline): { spending: Spending; refused: readonly Call[] }[] {
  const { route, isCredential, read } = spending
  const refused: Call[] = []
  for (const use of route.calls) {
    const value = isSuccess(use) ? read(use) : undefined
    if (value === undefined) continue
    if (!timeline.moment(use, 'before').issued(value)) return []
    for (const call of isCredential ? (timeline.sessions[use.session] ?? []) : route.calls) {
      if (call.session !== use.session || call.index <= use.index || read(call) !== value) continue
      if (isCredential ? credentialRefusals.has(call.status) : call.status >= 400 && call.status < 500) refused.push(call)
      else if (isSuccess(call) && !(isCredential && isOpen(call.route))) return []
    }
  }
  return refused.length >= refusedMin ? [{ spending, refused }] : []
}

/** Whether a route answers without a credential: it may not look at one. */
function isOpen({ calls }: Route): boolean {
  return calls.some((call) => isSuccess(call) && call.request.header.authorization === undefined)
}

function nameOf({ method, pattern }: Route): string {
  return `${method} ${pattern}`
}

/** What was spent in a session, each from the call on that spent it. */
function livesOf(spending: Spending, calls: readonly Call[]): Life[] {
  const { route, read } = spending
  const firsts = new Map<string, Call>()
  for (const call of calls) {
    const value = call.route === route && isSuccess(call) ? read(call) : undefined
    if (value !== undefined && !firsts.has(value)) firsts.set(value, call)
  }
  return [...firsts].map(([value, bornBy]) => {
    const parts = [nameOf(spending.route), value]
    const versions = [{ at: bornBy.index, value: {}, unknown: new Set<string>() }]
    return { key: spentKey(spending, value), parts, bornBy, diedBy: undefined, versions }
  })
}

/** A model that keeps what is spent where one of its rules asks for it. */
export function keepSpent(model: Model, spendings: readonly Spending[]): Model {
  const guards = model.routes.flatMap(({ variants }) => variants.flatMap(({ when }) => when ?? []))
  const asked = spendings.filter((spending) => guards.some((when) => when.includes(spentTest(spending))))
  if (asked.length === 0) return model
  const routes = model.routes.map((route) => {
    const own = asked.filter((spending) => spending.route.method === route.method && spending.route.pattern === route.path)
    return own.length === 0 ? route : { ...route, variants: route.variants.map((variant) => spend(variant, own)) }
  })
  return { ...model, collections: { ...model.collections, [spentName]: { key: [] } }, routes }
}

function spend(variant: Variant, spendings: readonly Spending[]): Variant {
  if (variant.status >= 300) return variant
  const effects = spendings.map(
    ({ route, text }): Effect => ({
      if: `has(${text})`,
      do: [{ create: spentName, key: [JSON.stringify(nameOf(route)), text], value: {} }],
    }),
  )
  return { ...variant, do: [...(variant.do ?? []), ...effects] }
}
