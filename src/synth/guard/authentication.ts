import { isObject, printLiteral, printMember } from '#lang'
import { type Call, isSuccess, type Route } from '../call.ts'
import type { VariantDraft } from '../pass/variants.ts'
import { skeletonOf } from '../pass/variants.ts'
import { type Spending, spentKey, spentName, spentTest } from '../timeline/spent.ts'
import type { Timeline } from '../timeline/timeline.ts'
import { credentialForm } from './credential-form.ts'
import { headerName } from './credential-header.ts'

/** A refusal for want of a credential that the service knows. */
export interface CredentialRule {
  readonly when: string
  readonly draft: VariantDraft
  /** The route that showed the refusal; another one than the rule's own when it is borrowed. */
  readonly from: Route
}

/** What the recordings show of credentials: where they stand, and what answers without them. */
export interface Authentication {
  /** Calls that were refused for their credentials. */
  readonly refused: ReadonlySet<Call>
  /** The refusals of a route, in order; none where it was seen to answer without credentials. */
  rulesFor(route: Route): readonly CredentialRule[]
  /** What a request to the route lacks that all others brought; undefined where one was answered or refused without it. */
  suspicion(route: Route): string | undefined
}

/** A place in requests where credentials stand. */
interface Place {
  readonly text: string
  read(call: Call): string | undefined
}

const queryName = /^(api[-_]?key|access[-_]?token|auth([-_]?token)?|token|key)$/i
const refusals = new Set([401, 403, 407])
const constantsMax = 8
/** So many answers, all of them to requests with a credential, say that it is needed. */
const suspiciousMin = 10

/** Learns from all routes together: one refusal is evidence for every route that never answered without a credential. */
export function learnAuthentication(routes: readonly Route[], timeline: Timeline, spendings: readonly Spending[] = []): Authentication {
  const calls = routes.flatMap((route) => route.calls)
  const places = findPlaces(calls)
  // Where nobody brings a credential, none is missing.
  const bare = (call: Call) => places.length > 0 && places.every((place) => place.read(call) === undefined)
  const missing = new Set(
    calls.filter((call) => refusals.has(call.status) && bare(call) && !call.route.calls.some((other) => isSuccess(other) && bare(other))),
  )
  const known = knownTest(places, calls, timeline)
  const unknown = new Set(known ? calls.filter((call) => isUnknown(call, places, calls) || isSpent(call, spendings, timeline)) : [])
  const isOpen = (route: Route) => route.calls.some((call) => isSuccess(call) && bare(call))
  const whenMissing = places.map(({ text }) => `!has(${text})`).join(' && ')
  const spent = spendings.filter(({ isCredential }) => isCredential).map((spending) => ` || ${spentTest(spending)}`)
  const isRefused = spent.length > 0 ? `(!(${known})${spent.join('')})` : `!(${known})`
  const whenUnknown = places.length === 1 ? `has(${places[0]?.text}) && ${isRefused}` : `!(${whenMissing}) && ${isRefused}`
  return {
    refused: new Set([...missing, ...unknown]),
    rulesFor: (route) => {
      if (places.length === 0 || route.method === 'FIELD' || isOpen(route)) return []
      const first = chooseRefusal(route, missing)
      const second = chooseRefusal(route, unknown)
      return [...(first ? [{ ...first, when: whenMissing }] : []), ...(second ? [{ ...second, when: whenUnknown }] : [])]
    },
    suspicion: (route) => {
      const isSuspicious = places.length > 0 && calls.length >= suspiciousMin && !calls.some(bare)
      return isSuspicious && !route.calls.some(({ field }) => field) ? whenMissing : undefined
    },
  }
}

/** Places whose values came with most answers that were no refusals. */
function findPlaces(calls: readonly Call[]): Place[] {
  const successes = calls.filter(isSuccess)
  const counts = new Map<string, { place: Place; count: number }>()
  for (const { request } of successes) {
    for (const name of Object.keys(request.header)) if (headerName.test(name)) count(counts, 'header', name)
    for (const name of Object.keys(request.query)) if (queryName.test(name)) count(counts, 'query', name)
  }
  // Something that few calls bring is no credential that the others lack.
  return [...counts.values()].filter(({ count }) => count * 20 >= successes.length).map(({ place }) => place)
}

function count(counts: Map<string, { place: Place; count: number }>, root: 'header' | 'query', name: string): void {
  const text = `${root}${printMember(name)}`
  const entry = counts.get(text) ?? { place: { text, read: (call: Call) => textOf(call.request[root][name]) }, count: 0 }
  entry.count++
  counts.set(text, entry)
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A test that holds for the credentials that were accepted: those issued in the session, and a few constants. */
function knownTest(places: readonly Place[], calls: readonly Call[], timeline: Timeline): string | undefined {
  const tests: string[] = []
  // A jar of cookies is no single credential: it is known to be there or not, no more.
  if (places.some(({ text }) => text === 'header.cookie')) return undefined
  for (const place of places) {
    const constants = new Set<string>()
    const issued: string[] = []
    for (const call of calls.filter(isSuccess)) {
      const value = place.read(call)
      if (value === undefined) continue
      if (timeline.moment(call, 'before').issued(value.split(' ').at(-1) ?? '')) issued.push(value)
      else constants.add(value)
    }
    // Too many to be known by heart: they come from somewhere that the recordings don't show.
    if (constants.size > constantsMax) return undefined
    if (constants.size > 0) tests.push(`sealed(${place.text}) in ${printLiteral([...constants].sort())}`)
    if (issued.length === 0) continue
    tests.push(`issued(last(split(${place.text}, " ")))`)
    const refused = calls.flatMap((call) => (isUnknown(call, [place], calls) ? (place.read(call) ?? []) : []))
    // A client may bring a token of the real service: one of the right form is taken where none of that form was refused.
    const form = credentialForm(issued)
    const isRefused = refused.some((value) => new RegExp(form ?? '').test(value))
    if (form !== undefined && !isRefused) tests.push(`matches(${place.text}, ${JSON.stringify(form)})`)
    // None that clients bring along was seen: such a one, a key or a token of long life, is refused only where it looks like those that were.
    const refusedForm = credentialForm(refused)
    if (constants.size === 0 && refusedForm !== undefined) tests.push(`!matches(${place.text}, ${JSON.stringify(refusedForm)})`)
  }
  return tests.length === 0 ? undefined : tests.join(' || ')
}

/** Whether a call was refused and none with its credential was ever answered. */
function isUnknown(call: Call, places: readonly Place[], calls: readonly Call[]): boolean {
  if (!refusals.has(call.status)) return false
  const place = places.find((candidate) => candidate.read(call) !== undefined)
  const value = place?.read(call)
  return value !== undefined && !calls.some((other) => other.status < 400 && place?.read(other) === value)
}

/** Whether a call was refused for a credential that had ended. */
function isSpent(call: Call, spendings: readonly Spending[], timeline: Timeline): boolean {
  if (!refusals.has(call.status)) return false
  return spendings.some((spending) => {
    const value = spending.isCredential ? spending.read(call) : undefined
    return value !== undefined && timeline.moment(call, 'before').find(spentName, spentKey(spending, value)) !== undefined
  })
}

/** The refusal that a route showed; else that of the route most like it. */
function chooseRefusal(route: Route, among: ReadonlySet<Call>): Omit<CredentialRule, 'when'> | undefined {
  const byRoute = new Map<Route, Call[]>()
  const place = endpointOf(route)
  for (const call of among) if (endpointOf(call.route) === place) byRoute.set(call.route, [...(byRoute.get(call.route) ?? []), call])
  const best = [...byRoute].sort(([a], [b]) => likeness(b, route) - likeness(a, route) || (a.pattern < b.pattern ? -1 : 1))[0]
  if (!best) return undefined
  const [from, calls] = best
  const groups = new Map<string, Call[]>()
  for (const call of calls) {
    const key = `${call.status} ${skeletonOf(call)}`
    groups.set(key, [...(groups.get(key) ?? []), call])
  }
  const [key, group] = [...groups].sort((a, b) => b[1].length - a[1].length)[0] as [string, Call[]]
  return { from, draft: { status: group[0]?.status ?? 401, calls: group, key } }
}

/** Each place at which GraphQL is spoken has rules of its own; all else goes together. */
function endpointOf({ calls }: Route): string | undefined {
  return calls[0]?.field?.endpoint.join('/')
}

/** How alike two routes are: the same, of one method, of one path, both with or without a body. */
export function likeness(a: Route, b: Route): number {
  if (a === b) return 100
  let score = a.method === b.method ? 10 : 0
  if (a.pattern === b.pattern) score += 6
  if (a.segments.length === b.segments.length) score += 2
  if (isWrite(a) === isWrite(b)) score += 2
  if (a.segments[0]?.literal === b.segments[0]?.literal) score += 1
  return score
}

function isWrite(route: Route): boolean {
  return route.calls.some((call) => isObject(call.request.body))
}
